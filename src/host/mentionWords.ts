/** A mention inside a question: `@src/rows.ts`, `@"my notes.md"`, `@openTasks`, `#selection`, `#problems`. */
export interface Mention {
  /** As it was written, with its mark. */
  readonly text: string;
  readonly kind: "at" | "hash";
  /** Without mark and quotes. */
  readonly name: string;
}

const form = /(?<=^|[\s(,;])(?:@"([^"\n]+)"|@([\p{L}\p{N}_$./\\-]+)|#(selection|problems)\b)/gu;

/** The mentions of a question in the order in which they stand there, each once. */
export function mentionsIn(question: string): Mention[] {
  const found = new Map<string, Mention>();
  for (const [text, quoted, plain, hash] of question.matchAll(form)) {
    if (hash !== undefined) found.set(text, { text, kind: "hash", name: hash });
    else {
      // The full stop of a sentence is no part of a name.
      const name = quoted ?? (plain ?? "").replace(/[.,]+$/, "");
      if (name !== "") found.set(name, { text: quoted === undefined ? `@${name}` : text, kind: "at", name });
    }
  }
  return [...found.values()];
}

/** How a name is mentioned; one with spaces goes into quotes. */
export function mentionText(name: string): string {
  return /^[\p{L}\p{N}_$./\\-]+$/u.test(name) ? `@${name}` : `@"${name}"`;
}

/** The beginning of a mention that ends at the cursor, e.g. `@ro`; undefined if the cursor stands in none. */
export function mentionAtEnd(textBeforeCursor: string): string | undefined {
  return /(?<=^|[\s(,;])(?:@"[^"\n]*|[@#][\p{L}\p{N}_$./\\-]*)$/u.exec(textBeforeCursor)?.[0];
}
