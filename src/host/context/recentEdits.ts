import * as vscode from "vscode";
import { isKeptOut } from "../keptOut";
import { trackRange, type LineRange } from "../trackRange";
import type { ContextProvider } from "./contextProvider";
import { passage } from "./passage";

const maxKept = 12;
const maxPassages = 3;
const maxLines = 40;
const linesAround = 2;

interface EditedLines extends LineRange {
  readonly uri: string;
}

/** The lines edited last, newest first, where they are now. */
let edited: readonly EditedLines[] = [];

/** Remembers where the person edits; nothing but line numbers is kept, and only in memory. */
export function watchEdits(): vscode.Disposable {
  const changes = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document.uri.scheme !== "file" && document.uri.scheme !== "untitled") return;
    const uri = document.uri.toString();
    for (const { range, text } of contentChanges) {
      const change = { start: range.start.line, end: range.end.line, newBreaks: text.split("\n").length - 1 };
      edited = edited.map((one) => (one.uri === uri ? { ...one, ...trackRange(one, change) } : one));
      remember({ uri, start: change.start, end: change.start + change.newBreaks });
    }
  });
  // The next untitled text gets the same address.
  const closings = vscode.workspace.onDidCloseTextDocument(({ isUntitled, uri }) => {
    if (isUntitled) edited = edited.filter((one) => one.uri !== uri.toString());
  });
  return vscode.Disposable.from(changes, closings);
}

function remember(fresh: EditedLines): void {
  const isNear = ({ uri, start, end }: EditedLines): boolean =>
    uri === fresh.uri && start <= fresh.end + linesAround && end >= fresh.start - linesAround;
  const near = edited.filter(isNear);
  const merged = {
    uri: fresh.uri,
    start: Math.min(fresh.start, ...near.map(({ start }) => start)),
    end: Math.max(fresh.end, ...near.map(({ end }) => end)),
  };
  edited = [merged, ...edited.filter((one) => !isNear(one))].slice(0, maxKept);
}

/** What the person edited just before they asked, elsewhere than in the code itself. */
export const recentEdits: ContextProvider = {
  value: 30,
  find: async ({ document, range }, { signal, add }) => {
    // A text that is no file of the project has nothing to do with what was edited there.
    if (document.isUntitled) return;
    let passages = 0;
    for (const { uri, start, end } of edited) {
      if (signal.aborted || passages >= maxPassages) return;
      const isOwn = uri === document.uri.toString() && start <= range.end.line && end >= range.start.line;
      if (isOwn || end - start > maxLines) continue;
      const other = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
      if (!other || start >= other.lineCount || (await isKeptOut(other.uri))) continue;
      passages += 1;
      add(passage(other, { first: start - linesAround, last: end + linesAround }, "recent"));
    }
  },
};
