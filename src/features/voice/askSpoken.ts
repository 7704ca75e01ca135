import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import { placedCode, type PlacedCode } from "../../host/editorContext";
import type { GivenQuestion } from "../../host/givenQuestion";
import { questionContext } from "../../host/questionContext";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import type { ContextItem, Question } from "../../protocol/conversation";
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

/** A question that is being spoken. */
export interface SpokenQuestion {
  /** Puts it: in its thread, in a thread beside the code that was in front when it was begun, or else in the panel. */
  readonly ask: (sound: Sound) => Promise<void>;
  /** Nothing was said: what is being looked up is not needed. */
  readonly drop: () => void;
}

/** Begins a spoken question: what goes along with it is looked up while the person speaks. */
export function beginSpoken(
  { composer, conversations }: Pick<Services, "composer" | "conversations">,
  origin: Origin,
): SpokenQuestion {
  const lookup = new AbortController();
  const drop = (): void => lookup.abort();
  if (origin.kind === "thread") {
    return { ask: (sound) => followUp(conversations, sound, origin.conversationId), drop };
  }
  const about = origin.kind === "editor" ? codeInFront(lookup.signal) : Promise.resolve(undefined);
  const ask = async (sound: Sound): Promise<void> => {
    const found = await about;
    if (!found) {
      composer.attach(sound);
      await vscode.commands.executeCommand("gloss.panel.send");
      return;
    }
    const question: GivenQuestion = {
      instruction: "",
      attachments: [sound],
      spoken: { names: identifiersIn(found.code.code.text), language: readSettings().language },
      about: found,
    };
    await vscode.commands.executeCommand("gloss.askSelection", question);
  };
  return { ask, drop };
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

interface FoundCode {
  readonly code: PlacedCode;
  readonly context: Promise<readonly ContextItem[]>;
}

async function codeInFront(signal: AbortSignal): Promise<FoundCode | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  try {
    const code = await placedCode(editor);
    return { code, context: questionContext("", { document: editor.document, range: code.range }, signal) };
  } catch (error) {
    if (error instanceof UserError) return undefined; // no code here: a question without any
    throw error;
  }
}
