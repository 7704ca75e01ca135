import type { QuotedNote } from "../protocol/note";

/** A note at its line of a file. */
export interface Note extends QuotedNote {
  readonly id: string;
  /** Counted from 0. */
  readonly line: number;
  /** The line as it was when it was last seen; the note is about this text. */
  readonly lineText: string;
}
