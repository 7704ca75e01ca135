import type * as vscode from "vscode";
import { completeRequest, type OnEvent } from "../conversation/completeRequest";
import { noteReader } from "../notes/readNotes";
import type { ChatRequest, StopReason } from "../protocol/chat";
import type { QuotedNote } from "../protocol/note";
import type { Services } from "./services";

/** One request for notes, and where they belong. */
export interface NotesJob {
  readonly document: vscode.TextDocument;
  readonly request: ChatRequest;
  /** The line (from 0) that a note is about as the document is now; undefined if it is about none. */
  readonly place: (note: QuotedNote) => number | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
}

export interface WrittenNotes {
  readonly placed: number;
  /** Notes whose quoted line is not there. */
  readonly unplaced: number;
  readonly stopReason: StopReason;
}

/** Has the engine write notes; each appears as soon as it is whole. Throws `Failure`. */
export async function writeNotes(
  { engine, notes }: Pick<Services, "engine" | "notes">,
  { document, request, place, signal, onEvent }: NotesJob,
): Promise<WrittenNotes> {
  const read = await noteReader();
  let seen = 0;
  let unplaced = 0;
  const take = (answer: string): void => {
    const quoted = read(answer);
    for (const note of quoted.slice(seen)) {
      const line = place(note);
      if (line === undefined) unplaced += 1;
      else notes.add(document, line, note);
    }
    seen = quoted.length;
  };
  const { text, stopReason } = await completeRequest(engine, request, {
    signal,
    onEvent: (event, textSoFar) => {
      // Only a brace can make a note whole; reading the whole answer for each token would be slow.
      if (event.kind === "text" && event.text.includes("}")) take(textSoFar);
      onEvent(event, textSoFar);
    },
  });
  take(text);
  return { placed: seen - unplaced, unplaced, stopReason };
}
