import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import { codeUnderCursor } from "../../host/editorContext";
import type { GivenQuestion } from "../../host/givenQuestion";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import type { Question } from "../../protocol/conversation";
import { identifiersIn } from "../../voice/identifiers";
import type { Sound } from "./microphone";

/** Where a spoken question was begun: in the editor, in the panel, or in a thread. */
export type Origin =
  | { readonly kind: "editor" }
  | { readonly kind: "panel" }
  | { readonly kind: "thread"; readonly conversationId: string };

/** Reads it from the argument of the command; menus pass something else, or nothing. */
export function originOf(argument: unknown): Origin {
  if (argument === "panel") return { kind: "panel" };
  const { conversationId } = (argument ?? {}) as { readonly conversationId?: unknown };
  return typeof conversationId === "string" ? { kind: "thread", conversationId } : { kind: "editor" };
}

/** Puts a spoken question: in its thread, about the code in front in a thread beside it, or else in the panel. */
export async function askSpoken(
  { composer, conversations }: Pick<Services, "composer" | "conversations">,
  sound: Sound,
  origin: Origin,
): Promise<void> {
  if (origin.kind === "thread") {
    await followUp(conversations, sound, origin.conversationId);
    return;
  }
  const code = origin.kind === "panel" ? undefined : await codeInFront();
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

/** Another question in a conversation: the names are those of the code that it is about. */
async function followUp(conversations: Conversations, sound: Sound, id: string): Promise<void> {
  const code = conversations.get(id)?.turns.find(({ question }) => question.code)?.question.code;
  const question: Question = {
    ...{ instruction: "", context: [], attachments: [sound] },
    spoken: { names: identifiersIn(code?.text ?? ""), language: readSettings().language },
  };
  await conversations.ask(id, { question, complete: () => Promise.resolve(question) });
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
