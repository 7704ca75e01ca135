/** The words of a text or a name in lower case: `rowCount`, `row_count` and "Row count." are the same two. */
export function wordsOf(text: string): string[] {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** How alike two strings are, from 0 to 1, by the letters that must change. */
export function likeness(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 1 : 1 - editDistance(a, b) / longest;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** A word roughly as it sounds in English, so that what was misheard is still found: "fotos" and "photos". */
export function soundOf(word: string): string {
  return word
    .replace(/ph/g, "f")
    .replace(/ck|qu?|c(?=[aoulrt]|$)/g, "k")
    .replace(/c(?=[eiy])|z/g, "s")
    .replace(/(?:gh|h)(?=[bdfgklmnpqrstvwxz]|$)/g, "")
    .replace(/(?<!^)[aeiouy]+/g, "")
    .replace(/(.)\1+/g, "$1");
}
