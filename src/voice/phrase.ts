/**
 * A way to say something, compiled: `(go|jump) to [the] line {line}`. Words in round brackets are alternatives, in
 * square ones they may be left out, `{slot}` takes words, `{slot=pattern}` words that match.
 */
export interface Phrase {
  readonly match: (text: string) => PhraseMatch | undefined;
}

interface PhraseMatch {
  readonly slots: Readonly<Record<string, string>>;
  /** How many letters are not in slots: of two phrases that fit, the one that says more is meant. */
  readonly fixedLetters: number;
}

/** Compiles a phrase; throws on a mistake in it, which a test finds. */
export function compilePhrase(source: string): Phrase {
  const pattern = new RegExp(`^${wordsPattern(source)} ?$`, "i");
  return {
    match: (text) => {
      const found = pattern.exec(text);
      if (!found) return undefined;
      const slots = Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([name, value]) => [name, value.trim()]),
      );
      // A slot that takes certain words only ("build", "lint") is as good as fixed.
      const open = Object.entries(slots).filter(([name]) => isOpen(source, name));
      const letters = (part: string): number => part.replace(/\W/g, "").length;
      return {
        slots,
        fixedLetters: letters(text) - open.reduce((sum, [, value]) => sum + letters(value), 0),
      };
    },
  };
}

function isOpen(source: string, slot: string): boolean {
  return !source.includes(`{${slot}=`) || source.includes(".+}");
}

/** Each word takes the space before it along, so that a word that is left out leaves no gap. */
function wordsPattern(source: string): string {
  return source.replace(
    /\{(\w+)=((?:\([^)]*\)|[^{}])*)\}|\{(\w+)\}|\[|\]|[(]|[)]|\||[\w'’.-]+|\s+/g,
    (token, named: string | undefined, inner: string | undefined, slot: string | undefined) => {
      if (named !== undefined) return ` ?(?<${named}>${inner ?? ""})`;
      if (slot !== undefined) return ` ?(?<${slot}>.+?)`;
      switch (token) {
        case "[":
        case "(":
          return "(?:";
        case "]":
          return ")?";
        case ")":
        case "|":
          return token;
        default:
          return /^\s/.test(token) ? "" : String.raw` ?\b${token.replaceAll(".", String.raw`\.`)}\b`;
      }
    },
  );
}
