/** What a note is about: what the code does, what may go wrong, what is wrong, how it reads. */
export const noteKinds = ["explain", "risk", "bug", "style"] as const;
export type NoteKind = (typeof noteKinds)[number];

/** A note as the model writes it: the line it is about, word for word, and what it says. */
export interface QuotedNote {
  readonly quote: string;
  readonly kind: NoteKind;
  readonly text: string;
}
