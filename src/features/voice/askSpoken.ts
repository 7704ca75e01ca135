import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import { codeUnderCursor } from "../../host/editorContext";
import type { GivenQuestion } from "../../host/givenQuestion";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import { identifiersIn } from "../../voice/identifiers";
import type { Sound } from "./microphone";

/** Puts a spoken question: about the code in front, in a thread beside it, or else in the panel. */
export async function askSpoken(conversations: Conversations, sound: Sound): Promise<void> {
  const code = await codeInFront();
  const question: GivenQuestion = {
    instruction: "",
    attachments: [sound],
    spoken: { names: code === undefined ? [] : identifiersIn(code), language: readSettings().language },
  };
  if (code !== undefined) {
    await vscode.commands.executeCommand("gloss.askSelection", question);
    return;
  }
  const id = conversations.open();
  const whole = { context: [], attachments: [], ...question };
  const answered = conversations.ask(id, { question: whole, complete: () => Promise.resolve(whole) });
  await vscode.commands.executeCommand("gloss.openConversation", id);
  await answered;
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
