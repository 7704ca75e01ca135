/** Lines are counted from 0; both ends are included. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** A replacement of whole-line scope: lines `start` to `end` became `newLines` line breaks more than one line. */
export interface LineChange extends LineRange {
  /** Line breaks in the new text. */
  readonly newBreaks: number;
}

/** Where a range of lines is after an edit; it grows with edits inside and moves with edits above. */
export function trackRange(range: LineRange, change: LineChange): LineRange {
  const growth = change.newBreaks - (change.end - change.start);
  if (change.start > range.end) return range;
  if (change.end < range.start) return { start: range.start + growth, end: range.end + growth };
  const start = Math.min(range.start, change.start);
  return {
    start: change.start < range.start ? start : range.start,
    end: Math.max(start, range.end + growth),
  };
}
