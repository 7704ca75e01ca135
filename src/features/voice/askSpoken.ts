import * as vscode from "vscode";
import type { Composer } from "../../host/composer";
import { codeUnderCursor } from "../../host/editorContext";
import type { GivenQuestion } from "../../host/givenQuestion";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import { identifiersIn } from "../../voice/identifiers";
import type { Sound } from "./microphone";

/** Puts a spoken question: about the code in front, in a thread beside it; from the panel, or without code, in the panel. */
export async function askSpoken(
  composer: Composer,
  sound: Sound,
  { isFromPanel }: { readonly isFromPanel: boolean },
): Promise<void> {
  const code = isFromPanel ? undefined : await codeInFront();
  if (code === undefined) {
    composer.attach(sound);
    await vscode.commands.executeCommand("gloss.panel.send");
    return;
  }
  const question: GivenQuestion = {
    instruction: "",
    attachments: [sound],
    spoken: { names: identifiersIn(code), language: readSettings().language },
  };
  await vscode.commands.executeCommand("gloss.askSelection", question);
}

async function codeInFront(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  try {
    return (await codeUnderCursor(editor)).code.text;
  } catch (error) {
    if (error instanceof UserError) return undefined; // no code here: a question without any
    throw error;
  }
}
