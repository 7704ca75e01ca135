/** Stands for a part that the program fills in: `${name}`, `{{ count }}`, `%s`, `{0}`. */
export const placeholder = "\ue000";

/**
 * A text as the search compares it: lower case, words only, one space between them. Punctuation is dropped, since a
 * reader of pictures takes "…" for "..." and sees quotes that the source writes as entities.
 */
export function wordsOf(text: string): string {
  // Almost all source is plain ASCII, where the simple class is several times faster.
  const lower = text.toLowerCase();
  return (
    isAscii(lower)
      ? lower.replace(/[^a-z0-9\ue000]+/g, " ")
      : lower.replace(/[^\p{L}\p{M}\p{N}\ue000]+/gu, " ")
  ).trim();
}

/** True if a text can be searched for: numbers, dates and symbols are rarely written in the source. */
export function isSearchable(words: string): boolean {
  return /\p{L}/u.test(words) && (words.length > 1 || !isAscii(words));
}

/**
 * The words of a text that a file must hold at least one of; two, since one may be what the program fills in. Only
 * plain letters count: others may be written as escapes or entities.
 */
export function anchorsOf(words: string): readonly string[] {
  const plain = words.match(/[a-z0-9]+/g) ?? [];
  const long = [...new Set(plain)].filter((word) => word.length > 1 && /[a-z]/.test(word));
  const anchors = long.toSorted((a, b) => b.length - a.length).slice(0, 2);
  return anchors.length > 0 ? anchors : [""];
}

function isAscii(text: string): boolean {
  return !/[^\t-~\ue000]/.test(text);
}
