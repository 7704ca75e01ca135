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

/** Where a spoken question was begun: in the editor (at a place of it, if one is given), in the panel, or in a thread. */
export type Origin =
  | { readonly kind: "editor"; readonly place?: vscode.Location }
  | { readonly kind: "panel" }
  | { readonly kind: "thread"; readonly conversationId: string };

/** Reads it from the argument of the command; menus pass something else, or nothing. */
export function originOf(argument: unknown): Origin {
  if (argument === "panel") return { kind: "panel" };
  const { conversationId } = (argument ?? {}) as { readonly conversationId?: unknown };
  if (typeof conversationId === "string") return { kind: "thread", conversationId };
  return argument instanceof vscode.Location ? { kind: "editor", place: argument } : { kind: "editor" };
}

/** A question that is being spoken. */
export interface SpokenQuestion {
  /** Looks up what goes along with it, while the person speaks. */
  readonly lookUp: () => void;
  /** Puts it: in its thread, in a thread beside the code that was in front when it was begun, or else in the panel. */
  readonly ask: (sound: Sound) => Promise<void>;
  /** Nothing was said: what is being looked up is not needed. */
  readonly drop: () => void;
}

/** Begins a spoken question about the code that is in front now, whatever is in front when it has been spoken. */
export function beginSpoken(
  { composer, conversations }: Pick<Services, "composer" | "conversations">,
  origin: Origin,
): SpokenQuestion {
  const lookup = new AbortController();
  const drop = (): void => lookup.abort();
  if (origin.kind === "thread") {
    const { conversationId: id } = origin;
    const ask = async (sound: Sound): Promise<void> => {
      if (conversations.get(id) && !conversations.isAnsweringIn(id))
        return followUp(conversations, sound, id);
      composer.attach(sound);
      await vscode.commands.executeCommand("gloss.panel.focus");
      throw new UserError(
        vscode.l10n.t(
          "What you said could not be asked in its thread, which is gone or has another answer being written. It is attached to the next question of the panel: press Send there.",
        ),
      );
    };
    return { ask, drop, lookUp: () => undefined };
  }
  const place = origin.kind === "editor" ? origin.place : undefined;
  const editor = origin.kind === "editor" ? editorOf(place) : undefined;
  const selection = place && editor ? wholeLines(editor, place.range) : editor?.selection;
  let about: Promise<FoundCode | undefined> | undefined;
  const lookUp = (): void => {
    if (editor && selection) about = codeAt(editor, selection, lookup.signal);
  };
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
  return { lookUp, ask, drop };
}

/** Another question in a conversation: the names are those of the code that it is about. */
async function followUp(conversations: Conversations, sound: Sound, id: string): Promise<void> {
  const code = conversations.get(id)?.turns.find(({ question }) => question.code)?.question.code;
  const question: Question = {
    instruction: "",
    context: [],
    attachments: [sound],
    spoken: { names: identifiersIn(code?.text ?? ""), language: readSettings().language },
  };
  await conversations.ask(id, { question, complete: () => Promise.resolve(question) });
}

// The workbench forgets the columns of a thread's range.
function wholeLines({ document }: vscode.TextEditor, { start, end }: vscode.Range): vscode.Selection {
  return new vscode.Selection(start.line, 0, end.line, document.lineAt(end.line).text.length);
}

function editorOf(place: vscode.Location | undefined): vscode.TextEditor | undefined {
  if (!place) return vscode.window.activeTextEditor;
  const isThere = ({ document }: vscode.TextEditor): boolean =>
    document.uri.toString() === place.uri.toString();
  return vscode.window.visibleTextEditors.find(isThere);
}

interface FoundCode {
  readonly code: PlacedCode;
  readonly context: Promise<readonly ContextItem[]>;
}

async function codeAt(
  editor: vscode.TextEditor,
  selection: vscode.Selection,
  signal: AbortSignal,
): Promise<FoundCode | undefined> {
  try {
    const code = await placedCode(editor, selection);
    return { code, context: questionContext("", { document: editor.document, range: code.range }, signal) };
  } catch (error) {
    if (error instanceof UserError) return undefined; // no code here: a question without any
    throw error;
  }
}
