import { anchorQuote, nearest } from "./anchorQuote";
import type { Note } from "./note";
import { mostSimilar, similarity, squeeze } from "./similarity";

/** An edit: lines `start` to `end` (from 0, both included) gave way to `newBreaks` + 1 lines. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly newBreaks: number;
}

/** A line that was formatted or moved along with others may differ this much and still be the same line. */
const minSimilarity = 0.85;
/** How far from its old place a changed line is looked for; an unchanged one is found anywhere in what was replaced. */
const maxDistance = 100;

/**
 * The notes after one change of a file, which is some edits in the lines as they were before it. `lineAt` reads the file
 * as it is now. Notes above and below keep their lines; a note whose own line was typed in is dropped; where a passage was
 * replaced (formatter, undo, checkout), a note goes on with its line.
 */
export function followEdits(
  notes: readonly Note[],
  edits: readonly LineEdit[],
  lineAt: (line: number) => string,
): readonly Note[] {
  let followed = notes;
  let offset = 0;
  // From the top: when an edit is looked at, all lines above it are in their new places.
  for (const { start, end, newBreaks } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    followed = followEdit(followed, { start: start + offset, end: end + offset, newBreaks }, lineAt);
    offset += newBreaks - (end - start);
  }
  return followed;
}

function followEdit(
  notes: readonly Note[],
  edit: LineEdit,
  lineAt: (line: number) => string,
): readonly Note[] {
  const growth = edit.newBreaks - (edit.end - edit.start);
  const isTouched = ({ line }: Note): boolean => line >= edit.start && line <= edit.end;
  if (growth === 0 && !notes.some(isTouched)) return notes;
  const count = notes.some(isTouched) ? edit.newBreaks + 1 : 0;
  const fresh = Array.from({ length: count }, (_, at) => lineAt(edit.start + at));
  const plain = fresh.map(squeeze);
  return notes.flatMap((note) => {
    if (note.line < edit.start) return [note];
    if (note.line > edit.end) return [growth === 0 ? note : { ...note, line: note.line + growth }];
    const found = placeAmong(plain, note, edit);
    const lineText = found === undefined ? undefined : fresh[found];
    return found === undefined || lineText === undefined
      ? []
      : [{ ...note, line: edit.start + found, lineText }];
  });
}

function placeAmong(plain: readonly string[], note: Note, edit: LineEdit): number | undefined {
  const near = note.line - edit.start;
  const wanted = squeeze(note.lineText);
  const same = plain.flatMap((line, at) => (line === wanted ? [at] : []));
  if (same.length > 0) return nearest(same, near);
  const isTyping = edit.start === edit.end;
  if (isTyping) return undefined;
  let best = minSimilarity;
  let found: number[] = [];
  const from = Math.max(0, near - maxDistance);
  for (const [at, line] of plain.slice(from, near + maxDistance).entries()) {
    if (mostSimilar(line.length, wanted.length) < best) continue;
    const alike = similarity(line, wanted);
    if (alike < best) continue;
    if (alike > best) found = [];
    best = alike;
    found.push(from + at);
  }
  return nearest(found, near);
}

/** Places notes anew in a file that may have changed unseen; those whose line is gone are left out. */
export function placeAnew(notes: readonly Note[], lines: readonly string[]): readonly Note[] {
  const isSame = notes.every((note) => lines[note.line] === note.lineText);
  if (isSame) return notes;
  return notes.flatMap((note) => {
    if (lines[note.line] === note.lineText) return [note];
    const line = anchorQuote(lines, note.lineText, note.line);
    const lineText = line === undefined ? undefined : lines[line];
    return line === undefined || lineText === undefined ? [] : [{ ...note, line, lineText }];
  });
}
