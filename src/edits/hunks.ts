import { lineDiff } from "./lineDiff";

/** One change between two texts: lines `oldStart` to `oldEnd` become `newLines`. Lines from 0, ends excluded. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** The changes that turn the lines of one text into those of another, in order. */
export function hunksBetween(before: string, after: string): Hunk[] {
  const hunks: Hunk[] = [];
  let old = 0;
  let now = 0;
  let isOpen = false;
  for (const { kind, count } of lineDiff(linesOf(before), linesOf(after))) {
    const isChange = kind !== "same";
    const last = hunks.at(-1);
    const [oldEnd, newEnd] = [kind === "added" ? old : old + count, kind === "removed" ? now : now + count];
    if (isChange && isOpen && last) hunks[hunks.length - 1] = { ...last, oldEnd, newEnd };
    else if (isChange) hunks.push({ oldStart: old, oldEnd, newStart: now, newEnd });
    isOpen = isChange;
    [old, now] = [oldEnd, newEnd];
  }
  return hunks;
}

/** What stands from `start` to `end` (offsets, the end excluded) becomes `newText`. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** The replacements in `before` that make these changes, in order: of the lines that change, and of no others. */
export function replacementsFor(before: string, after: string, hunks: readonly Hunk[]): Replacement[] {
  const [old, now] = [lineStarts(before), lineStarts(after)];
  const at = (starts: readonly number[], line: number, text: string): number => starts[line] ?? text.length;
  return hunks.map(({ oldStart, oldEnd, newStart, newEnd }) => ({
    start: at(old, oldStart, before),
    end: at(old, oldEnd, before),
    newText: after.slice(at(now, newStart, after), at(now, newEnd, after)),
  }));
}

/** `before` with only some of the changes made. */
export function applyHunks(before: string, after: string, hunks: readonly Hunk[]): string {
  let text = "";
  let at = 0;
  for (const { start, end, newText } of replacementsFor(before, after, hunks)) {
    text += before.slice(at, start) + newText;
    at = end;
  }
  return text + before.slice(at);
}

/** The change at a line (from 0) of the new or old text, or the nearest one below it, or else above it. */
export function hunkAt(hunks: readonly Hunk[], line: number, side: "old" | "new"): Hunk | undefined {
  const endOf = (hunk: Hunk): number =>
    side === "new" ? Math.max(hunk.newEnd, hunk.newStart + 1) : Math.max(hunk.oldEnd, hunk.oldStart + 1);
  return hunks.find((hunk) => line < endOf(hunk)) ?? hunks.at(-1);
}

/** Lines with their line breaks, so that joining them gives the text again. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}
