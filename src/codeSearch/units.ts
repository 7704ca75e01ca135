import { placeholder } from "./words";

/** A piece of source that may be shown to a person: a string, a text between tags, a line of a text file. */
export interface Unit {
  /** As written, with escapes and entities decoded and placeholders marked. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * Cuts any source or template into the pieces that a person may see. It knows no language: quotes, tags and braces
 * part pieces in all of them, and what is left of the code between is harmless, since nobody sees such a text.
 */
export function* unitsOf(source: string, { isLineBased = false } = {}): Generator<Unit, void, undefined> {
  const text = decode(source);
  const ends = isLineBased ? lineEnds : pieceEnds;
  ends.lastIndex = 0;
  let line = 1;
  let from = 0;
  for (;;) {
    const found = ends.exec(text);
    const to = found ? found.index : text.length;
    const piece = text.slice(from, to);
    const lead = piece.search(/\S/);
    if (lead >= 0 && piece.length <= maxPieceLength && /[^\W\d_]|[^\t-~]/.test(piece)) {
      yield { text: piece, line: line + countBreaks(piece, lead) };
    }
    if (!found) return;
    line += countBreaks(piece, piece.length) + countBreaks(found[0], found[0].length);
    from = to + found[0].length;
  }
}

/** A text that is no source, as a piece: what a localisation file says, with the quotes that are part of it. */
export function pieceOf(text: string): string {
  return decode(text);
}

/** Longer pieces are code or data. */
const maxPieceLength = 2000;

// An apostrophe inside a word parts nothing.
const pieceEnds = /["`<>{}]|(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])/gu;
const lineEnds = /["`<>{}\n]|(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])|[:=](?=\s)/gu;

/** Each step keeps the line breaks of what it replaces, so that lines can still be counted. */
function decode(source: string): string {
  return source
    .replace(comments, blankComment)
    .replace(/\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|(.))/gi, decodeEscape)
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi, decodeEntity)
    .replace(inlineTags, " ")
    .replace(/\{\s*(["'`])\s*\1\s*\}/g, " ")
    .replace(joins, (join) => keepBreaks(join))
    .replace(joinsAround, (join) => placeholder + keepBreaks(join))
    .replace(placeholders, (found) => placeholder + keepBreaks(found));
}

const comments = /\/\*[^]*?\*\/|<!--[^]*?-->|^[ \t]*\/\/.*$/gm;
// Tags inside a sentence; others part texts.
const inlineTags = /<\/?(?:b|i|em|strong|code|u|small|mark|kbd|br|wbr|sup|sub|\d+)\s*\/?>/gi;
// "one " + "two", and "one " + count + " two".
const joins = /(["'`])\s*\+\s*\1/g;
const joinsAround = /["'`]\s*\+\s*[\w.()[\]]{1,60}\s*\+\s*["'`]/g;
const placeholders = new RegExp(
  [
    /\$?\{\{(?![#/!])[^{}"'`<>]{1,120}\}\}/, // {{ count }}, ${{ count }}
    /[$#%]\{[^{}"'`<>]{1,120}\}/, // ${count}, #{count}, %{count}
    /\{(?![#:/@%!])[^{}"'`<>;=\n]{1,80}\}/, // {count}, {0}; not {#if shown}
    /<%=?[^%]{1,120}%>/, // <%= count %>
    /%(?:\d+\$)?(?:[sdifu@]|l[du]|\.\df)(?![a-z])/, // %s, %1$s, %.2f
    /%\(\w{1,40}\)[sd]/, // %(count)s
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

// A comment begins after a space or bracket: "image/*" does not.
function blankComment(comment: string, at: number, source: string): string {
  const isComment = !comment.startsWith("/*") || at === 0 || /[\s{(;,]/.test(source.charAt(at - 1));
  return isComment ? keepBreaks(comment) : comment;
}

function keepBreaks(text: string): string {
  return "\n".repeat(countBreaks(text, text.length));
}

function countBreaks(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

function decodeEscape(all: string, ...[short, long, byte, char]: readonly (string | undefined)[]): string {
  const hex = short ?? long ?? byte;
  if (hex !== undefined) return fromCodePoint(Number.parseInt(hex, 16));
  if (char === "'") return "\u2019";
  if (char === '"' || char === "`" || char === "n" || char === "r" || char === "t") return " ";
  return all;
}

const entities: Readonly<Record<string, string>> = {
  apos: "\u2019",
  lsquo: "\u2018",
  rsquo: "\u2019",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  Auml: "Ä",
  Ouml: "Ö",
  Uuml: "Ü",
  szlig: "ß",
  eacute: "é",
  egrave: "è",
  agrave: "à",
  ccedil: "ç",
  ntilde: "ñ",
};

// The others are spaces, quotes and signs, none of which the search compares.
function decodeEntity(all: string, hex?: string, decimal?: string, name?: string): string {
  if (hex !== undefined) return fromCodePoint(Number.parseInt(hex, 16));
  if (decimal !== undefined) return fromCodePoint(Number.parseInt(decimal, 10));
  return entities[name ?? ""] ?? " ";
}

function fromCodePoint(code: number): string {
  if (code > 0x10ffff) return " ";
  const char = String.fromCodePoint(code);
  // A quote or bracket that was escaped parts nothing.
  if (char === "'") return "\u2019";
  return /["`<>{}\n]/.test(char) ? " " : char;
}
