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

/** `before` with only some of the changes made. */
export function applyHunks(before: string, after: string, hunks: readonly Hunk[]): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const parts: string[] = [];
  let at = 0;
  for (const { oldStart, oldEnd, newStart, newEnd } of hunks) {
    parts.push(...old.slice(at, oldStart), ...now.slice(newStart, newEnd));
    at = oldEnd;
  }
  return [...parts, ...old.slice(at)].join("");
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
