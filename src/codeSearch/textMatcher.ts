import { groupBy } from "./groupBy";
import { anchorsOf, isSearchable, placeholder, wordsOf } from "./words";

/** How well a piece of source fits one of the texts; 1 is equal to the letter. */
export interface Fit {
  readonly textIndex: number;
  readonly quality: number;
}

/** Another way to write some of the texts: the key of a localisation file that is a sentence itself. */
export interface Alias {
  readonly text: string;
  readonly fits: readonly Fit[];
}

interface Wanted extends Fit {
  readonly text: string;
  readonly words: string;
  readonly anchors: readonly string[];
}

/** Longest text in words that is also looked for in parts. */
const maxWordsInParts = 12;

/** Finds which of the given texts a piece of source shows. Made once for a search. */
export class TextMatcher {
  readonly #wanted: readonly Wanted[];
  readonly #sentences: readonly Wanted[];
  readonly #anyAnchor: RegExp;
  readonly #whole: ReadonlyMap<string, readonly Wanted[]>;
  readonly #parts: ReadonlyMap<string, readonly Fit[]>;

  constructor(texts: readonly string[], aliases: readonly Alias[] = []) {
    this.#wanted = [
      ...texts.flatMap((text, textIndex) => wantedOf(text, { textIndex, quality: 1 })),
      ...aliases.flatMap(({ text, fits }) => fits.flatMap((fit) => wantedOf(text, fit))),
    ];
    this.#sentences = this.#wanted.filter(({ words }) => words.includes(" "));
    // Anchors are letters and digits: nothing to escape.
    this.#anyAnchor = new RegExp([...new Set(this.#wanted.flatMap(({ anchors }) => anchors))].join("|"), "i");
    this.#whole = groupBy(this.#wanted, ({ words }) => words);
    const parts = this.#wanted.flatMap((wanted) => partsOf(wanted.words).map((part) => ({ part, wanted })));
    this.#parts = new Map(
      Array.from(
        groupBy(parts, ({ part }) => part),
        ([part, found]) => [
          part,
          // What is missing may be another text that stood close to it.
          found.map(({ wanted }) => fitOf(wanted, (0.7 * part.length) / wanted.words.length)),
        ],
      ),
    );
  }

  /** The texts that are searched for at all. */
  get textIndexes(): readonly number[] {
    return [...new Set(this.#wanted.map(({ textIndex }) => textIndex))];
  }

  /** False if no piece of this source can show a text; cheap, for all that need not be looked into. */
  mayShow(source: string): boolean {
    return this.#anyAnchor.test(source);
  }

  /** The texts that a piece of source shows, each at most once. */
  fitsOf(piece: string): readonly Fit[] {
    // Most pieces end here, before anything slow.
    if (!this.mayShow(piece)) return [];
    const words = wordsOf(piece);
    const whole = this.#whole.get(words);
    if (whole) return whole.map((text) => fitOf(text, qualityOfWriting(plain(piece), text.text)));
    if (words.includes(placeholder)) return fitsOfPattern(words, this.#wanted);
    return this.#parts.get(words) ?? fitsInside(words, this.#sentences);
  }
}

/** Texts in which the placeholders of a piece are filled in. */
function fitsOfPattern(words: string, wanted: readonly Wanted[]): readonly Fit[] {
  const fixed = words
    .split(placeholder)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (!fixed.some((part) => /[a-z]{3}|[^\t-~\ue000]/.test(part))) return [];
  const fixedLength = fixed.join(" ").length;
  const longest = fixed.reduce((a, b) => (b.length > a.length ? b : a));
  let pattern: RegExp | undefined;
  return wanted.flatMap((text) => {
    const share = Math.min(1, fixedLength / text.words.length);
    if (share < 0.3 || !text.words.includes(longest)) return [];
    pattern ??= patternOf(words);
    return pattern.test(text.words) ? [fitOf(text, 0.5 + 0.45 * share)] : [];
  });
}

function patternOf(words: string): RegExp {
  const parts = words.split(new RegExp(` ?${placeholder} ?`));
  // Words hold letters, digits and spaces alone: nothing to escape.
  return new RegExp(`^${parts.join(" ?.{0,60}? ?")}$`, "u");
}

/** A sentence that was read in part. A single word is in too many pieces to tell anything. */
function fitsInside(words: string, sentences: readonly Wanted[]): readonly Fit[] {
  return sentences.flatMap((text) => {
    const at = words.indexOf(text.words);
    if (at < 0 || !isWordBound(words, at, text.words.length)) return [];
    return [fitOf(text, 0.3 + (0.4 * text.words.length) / words.length)];
  });
}

/** All runs of words that are at least half of the text. */
function partsOf(words: string): readonly string[] {
  const list = words.split(" ");
  if (list.length > maxWordsInParts) return [];
  const parts: string[] = [];
  for (let from = 0; from < list.length; from += 1) {
    for (let to = from + 1; to <= list.length; to += 1) {
      const part = list.slice(from, to).join(" ");
      if (part.length >= 4 && part.length < words.length && part.length >= words.length / 2) parts.push(part);
    }
  }
  return [...new Set(parts)];
}

function wantedOf(text: string, { textIndex, quality }: Fit): Wanted[] {
  const words = wordsOf(text);
  if (!isSearchable(words)) return [];
  return [{ textIndex, quality, text: plain(text), words, anchors: anchorsOf(words) }];
}

function fitOf({ textIndex, quality: most }: Fit, quality: number): Fit {
  return { textIndex, quality: most * quality };
}

// A style sheet can change case, so another case counts a little less. A path, and a word in lower case alone, are
// hardly ever texts but names in the program.
function qualityOfWriting(piece: string, text: string): number {
  if (piece === text) return 1;
  const [bare, wanted] = [withoutEdges(piece), withoutEdges(text)];
  if (!/\s/.test(piece) && /^[./@#~\\]|\w[/\\_.]\w/.test(piece) && bare !== wanted) return 0.15;
  if (bare === wanted) return 0.97;
  if (bare.toLowerCase() !== wanted.toLowerCase()) return 0.92;
  return /^[a-z][\w-]*$/.test(bare) ? 0.3 : 0.9;
}

/** Without what often stands around a label: a star, a colon, an arrow, dots. */
function withoutEdges(text: string): string {
  return text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}

function isWordBound(words: string, at: number, length: number): boolean {
  const before = words.charAt(at - 1);
  const after = words.charAt(at + length);
  return (before === "" || before === " ") && (after === "" || after === " ");
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
