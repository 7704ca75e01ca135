/** Where the text that an edit replaces stands in the file as it is now. */
export type Rebase =
  | { readonly kind: "found"; readonly offset: number }
  /** The text itself was changed, or is gone. */
  | { readonly kind: "changed" }
  /** The text stands in the file more than once, and not where it is expected. */
  | { readonly kind: "ambiguous" };

/** Finds `original` in a file that may have changed around it; `expected` is where it should be. */
export function rebase(original: string, text: string, expected: number): Rebase {
  if (text.startsWith(original, expected)) return { kind: "found", offset: expected };
  // An empty or blank text stands everywhere.
  if (original.trim() === "") return { kind: "changed" };
  if (!text.includes(original)) return { kind: "changed" };
  const offset = text.indexOf(original);
  return text.includes(original, offset + 1) ? { kind: "ambiguous" } : { kind: "found", offset };
}

/** Offsets of a range, the end excluded. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** A replacement of `length` characters at `offset` by `newLength` others. */
export interface OffsetChange {
  readonly offset: number;
  readonly length: number;
  readonly newLength: number;
}

/** Where a range is after an edit: it moves with edits before it, and grows or shrinks with edits inside. */
export function followChange({ start, end }: OffsetRange, change: OffsetChange): OffsetRange {
  const changeEnd = change.offset + change.length;
  const growth = change.newLength - change.length;
  if (changeEnd <= start && !(change.length === 0 && change.offset === start && start === end))
    return { start: start + growth, end: end + growth };
  if (change.offset >= end) return { start, end };
  const newStart = Math.min(start, change.offset);
  return {
    start: newStart,
    end: Math.max(newStart, changeEnd > end ? change.offset + change.newLength : end + growth),
  };
}
