import * as vscode from "vscode";
import { codeIn } from "../../host/editorContext";
import { surroundings } from "../../host/context/surroundings";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import { TrackedLines } from "../../host/trackedLines";
import { wordEvent } from "../../host/wordProgress";
import { writeNotes } from "../../host/writeNotes";
import type { EngineEvent } from "../../engine/engine";
import { anchorQuote } from "../../notes/anchorQuote";
import { splitLines } from "../../notes/splitLines";
import { fitQuestion } from "../../prompt/budget";
import { notesRequest } from "../../prompt/notes";
import type { ChatRequest } from "../../protocol/chat";
import type { LeftOut } from "../../protocol/conversation";

/** Short enough that a model looks at every line; most functions fit whole. */
const partLimits = { maxLines: 100, maxCharacters: 6_000 };

export interface Annotated {
  readonly placed: number;
  /** Notes whose quoted line is not in the code. */
  readonly unplaced: number;
  /** Parts at which the model was stopped at its limit, or because it went in circles. */
  readonly cut: number;
  /** Lines that are too long for the model, so that they were left out. */
  readonly tooLong: number;
  /** Context that found no room beside the code, in all parts. */
  readonly leftOut: readonly LeftOut[];
  readonly isStopped: boolean;
}

export interface AnnotateOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

type AnnotateServices = Pick<Services, "engine" | "notes">;

/** Writes notes on a range, part by part; notes of an earlier time on the same lines give way. */
export async function annotate(
  services: AnnotateServices,
  { document, range }: { readonly document: vscode.TextDocument; readonly range: vscode.Range },
  { signal, onProgress }: AnnotateOptions,
): Promise<Annotated> {
  const first = range.start.line;
  const spans = splitLines(document.getText(range).split(/\r\n|\r|\n/), partLimits);
  // All parts are followed from the start: the person may go on typing.
  const queue = spans.map(
    ({ start, end }) => new TrackedLines(document, { start: first + start, end: first + end }),
  );
  const total = { placed: 0, unplaced: 0, cut: 0, tooLong: 0 };
  const leftOut: LeftOut[] = [];
  let count = queue.length;
  let done = 0;
  try {
    for (let [part] = queue; part && !signal.aborted; [part] = queue) {
      const fitted = await requestFor(services, { document, part }, signal);
      if (fitted === "tooLong") {
        const smaller = halves(document, part);
        queue.splice(0, 1, ...smaller);
        count += smaller.length - 1;
        if (smaller.length === 0) total.tooLong += 1;
        part.dispose();
        continue;
      }
      const onEvent = (event: EngineEvent): void =>
        onProgress(wordPart({ done, count, placed: total.placed }, event));
      const { request } = fitted;
      leftOut.push(...fitted.leftOut);
      const written = await annotatePart(services, { document, part, request }, { signal, onEvent });
      total.placed += written.placed;
      total.unplaced += written.unplaced;
      if (written.stopReason !== "stop" && written.stopReason !== "cancelled") total.cut += 1;
      done += 1;
      queue.shift();
      part.dispose();
    }
  } finally {
    // The one that was being worked on too.
    for (const part of queue) part.dispose();
  }
  return { ...total, leftOut, isStopped: signal.aborted };
}

interface Part {
  readonly document: vscode.TextDocument;
  readonly part: TrackedLines;
}

async function requestFor(
  { engine }: AnnotateServices,
  { document, part }: Part,
  signal: AbortSignal,
): Promise<{ readonly request: ChatRequest; readonly leftOut: readonly LeftOut[] } | "tooLong"> {
  const { contextTokens } = await engine.describe(signal);
  const { answerMaxTokens, contextMaxTokens } = readSettings();
  const maxTokens = Math.min(answerMaxTokens, Math.floor(contextTokens / 3));
  const { start, end } = part.lines;
  const range = new vscode.Range(start, 0, end, document.lineAt(end).text.length);
  const code = codeIn(document, range);
  const context = await surroundings(document, range, signal);
  const question = { instruction: "", code, context, attachments: [] };
  const budget = { contextTokens, answerTokens: maxTokens, extraTokens: contextMaxTokens };
  const countTokens = (text: string): Promise<number> => engine.countTokens(text, signal);
  const fitted = await fitQuestion([], question, { budget, countTokens });
  if (fitted.kind === "tooLong") return "tooLong";
  const maxNotes = Math.min(12, Math.max(3, Math.ceil((end - start + 1) / 3)));
  return {
    request: notesRequest(code, { context: fitted.question.context, maxTokens, maxNotes }),
    leftOut: fitted.leftOut,
  };
}

async function annotatePart(
  services: AnnotateServices,
  { document, part, request }: Part & { readonly request: ChatRequest },
  { signal, onEvent }: { readonly signal: AbortSignal; readonly onEvent: (event: EngineEvent) => void },
): ReturnType<typeof writeNotes> {
  const { notes } = services;
  const isInPart = ({ line }: { readonly line: number }): boolean =>
    line >= part.lines.start && line <= part.lines.end;
  const old = new Set(
    notes
      .in(document.uri)
      .filter(isInPart)
      .map(({ id }) => id),
  );
  let next = 0;
  const written = await writeNotes(services, {
    document,
    request,
    signal,
    onEvent,
    place: ({ quote }) => {
      // The old ones stay until there is something new.
      notes.remove(old);
      const { start, end } = part.lines;
      const range = new vscode.Range(start, 0, end, document.lineAt(end).text.length);
      // Models go through code from the top: of equal lines, the next one is meant.
      const found = anchorQuote(document.getText(range).split(/\r\n|\r|\n/), quote, next);
      if (found === undefined) return undefined;
      next = found + 1;
      return start + found;
    },
  });
  if (written.stopReason === "stop") notes.remove(old);
  return written;
}

// Nothing, for a single line.
function halves(document: vscode.TextDocument, { lines: { start, end } }: TrackedLines): TrackedLines[] {
  if (start === end) return [];
  const middle = Math.floor((start + end) / 2);
  return [
    new TrackedLines(document, { start, end: middle }),
    new TrackedLines(document, { start: middle + 1, end }),
  ];
}

function wordPart(
  { done, count, placed }: { readonly done: number; readonly count: number; readonly placed: number },
  event: EngineEvent,
): string {
  const { t } = vscode.l10n;
  const parts = count === 1 ? [] : [t("Part {0} of {1}", done + 1, count)];
  const notes = placed === 0 ? [] : [t("{0} notes", placed)];
  return [...parts, ...notes, wordEvent(event)].filter((part) => part !== "").join(" · ");
}
