import * as vscode from "vscode";
import type { EngineEvent } from "../../engine/engine";
import type { ChangedFile } from "../../host/changedFiles";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import { writeNotes } from "../../host/writeNotes";
import { anchorQuote } from "../../notes/anchorQuote";
import { addedLines, groupHunks, hunksText, type AddedLine, type DiffHunk } from "../../notes/diffHunks";
import { reviewRequest } from "../../prompt/review";

/** So much of a diff that a model looks at every line of it. */
const maxCharacters = 6_000;
const minCharacters = 400;
/** System text, instruction and the marks around them, rounded up. */
const frameTokens = 300;
const maxNotes = 10;

/** What came of the review of one file. */
export interface Reviewed {
  readonly placed: number;
  readonly unplaced: number;
  /** The model was stopped at its limit, or because it went in circles. */
  readonly isCut: boolean;
  /** A part has a line that is too long for the context, and was not sent. */
  readonly isTooLong: boolean;
}

type ReviewServices = Pick<Services, "engine" | "notes">;

/** Writes notes on the added lines of one file, part by part within the context. */
export async function reviewFile(
  services: ReviewServices,
  { uri, path, hunks }: ChangedFile,
  { signal, onEvent }: { readonly signal: AbortSignal; readonly onEvent: (event: EngineEvent) => void },
): Promise<Reviewed> {
  const { groups, maxTokens, isTooLong } = await groupsThatFit(services, hunks, signal);
  const total = { placed: 0, unplaced: 0, isCut: false, isTooLong };
  if (groups.length === 0) return total;
  const document = await vscode.workspace.openTextDocument(uri);
  for (const group of groups) {
    if (signal.aborted) break;
    const added = addedLines(group);
    if (added.length === 0) continue;
    const place = placing(document, added);
    const old = oldNotes(services, document, added);
    const written = await writeNotes(services, {
      document,
      request: reviewRequest({ path, diff: hunksText(group) }, { maxTokens, maxNotes }),
      place: ({ quote }) => {
        services.notes.remove(old);
        return place(quote);
      },
      signal,
      onEvent,
    });
    if (written.stopReason === "stop") services.notes.remove(old);
    else if (written.stopReason !== "cancelled") total.isCut = true;
    total.placed += written.placed;
    total.unplaced += written.unplaced;
  }
  return total;
}

/** Where a quote of an added line stands in the document, which may have gone on since the change was read. */
function placing(
  document: vscode.TextDocument,
  added: readonly AddedLine[],
): (quote: string) => number | undefined {
  const texts = added.map(({ text }) => text);
  let next = 0;
  return (quote) => {
    const at = anchorQuote(texts, quote, next);
    const meant = at === undefined ? undefined : added[at];
    if (at === undefined || !meant) return undefined;
    next = at + 1;
    const isThere = meant.line < document.lineCount && document.lineAt(meant.line).text === meant.text;
    return isThere ? meant.line : anchorQuote(document.getText().split(/\r\n|\r|\n/), meant.text, meant.line);
  };
}

function oldNotes(
  { notes }: ReviewServices,
  { uri }: vscode.TextDocument,
  added: readonly AddedLine[],
): Set<string> {
  const lines = new Set(added.map(({ line }) => line));
  return new Set(notes.in(uri).flatMap(({ id, line }) => (lines.has(line) ? [id] : [])));
}

async function groupsThatFit(
  { engine }: ReviewServices,
  hunks: readonly DiffHunk[],
  signal: AbortSignal,
): Promise<{
  readonly groups: readonly DiffHunk[][];
  readonly maxTokens: number;
  readonly isTooLong: boolean;
}> {
  const { contextTokens } = await engine.describe(signal);
  const maxTokens = Math.min(readSettings().answerMaxTokens, Math.floor(contextTokens / 3));
  const room = contextTokens - maxTokens - frameTokens;
  for (let size = maxCharacters; ; size /= 2) {
    const groups = groupHunks(hunks, size);
    const tokens = await Promise.all(groups.map((group) => engine.countTokens(hunksText(group), signal)));
    const fitting = groups.filter((_, at) => (tokens[at] ?? 0) <= room);
    const isTooLong = fitting.length < groups.length;
    if (!isTooLong || size < minCharacters) return { groups: fitting, maxTokens, isTooLong };
  }
}
