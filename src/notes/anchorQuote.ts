import { squeeze, mostSimilar, similarity } from "./similarity";

/** A quote that is less alike to every line than this belongs to none. */
const minSimilarity = 0.75;
/** A quote shorter than this, as a part of a line, could be a part of many. */
const minPartLength = 8;

/**
 * The line that a quote is about, counted from 0: by its very text, then without regard to whitespace, then as a part,
 * then by likeness. Of several equal ones the nearest to `near`; a number alone never decides. Undefined if none fits.
 */
export function anchorQuote(lines: readonly string[], quote: string, near = 0): number | undefined {
  for (const wanted of quotedLines(quote)) {
    const line = anchorLine(lines, wanted, near);
    if (line !== undefined) return line;
  }
  return undefined;
}

function anchorLine(lines: readonly string[], wanted: string, near: number): number | undefined {
  const plain = squeeze(wanted);
  const loose = linesWhere(lines, (line) => squeeze(line) === plain);
  // A lone bracket stands on many lines: nobody can tell which one was meant.
  if (loose.length > 1 && !hasWords(wanted)) return undefined;
  const exact = loose.filter((at) => lines[at] === wanted);
  if (loose.length > 0) return nearest(exact.length > 0 ? exact : loose, near);
  if (plain.length >= minPartLength) {
    const parts = linesWhere(lines, (line) => isPart(squeeze(line), plain));
    if (parts.length > 0) return nearest(parts, near);
  }
  return mostAlike(lines, plain, near);
}

/** What a quote may mean: its lines with words in them, as they are, then without what models copy along. */
function quotedLines(quote: string): string[] {
  const lines = quote.split(/\r?\n/).filter((line) => line.trim() !== "");
  // Models copy the gutter ("14: ", "14 | "), the mark of a diff, or put the quote into backticks.
  const bare = lines.map((line) => line.replace(/^\s*(?:\d+\s*[:|]|[+`]|\/\/\s*>)\s?/, "").replace(/`$/, ""));
  const wordsFirst = [...lines, ...bare].filter(hasWords);
  return wordsFirst.length > 0 ? wordsFirst : lines.slice(0, 1);
}

function linesWhere(lines: readonly string[], isWanted: (line: string) => boolean): number[] {
  const found: number[] = [];
  for (const [at, line] of lines.entries()) if (isWanted(line)) found.push(at);
  return found;
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function isPart(line: string, quote: string): boolean {
  return line.includes(quote) || (line.length >= minPartLength && quote.includes(line));
}

function mostAlike(lines: readonly string[], wanted: string, near: number): number | undefined {
  let best = minSimilarity;
  let found: number[] = [];
  for (const [at, line] of lines.entries()) {
    const plain = squeeze(line);
    if (mostSimilar(plain.length, wanted.length) < best) continue;
    const alike = similarity(plain, wanted);
    if (alike < best) continue;
    if (alike > best) found = [];
    best = alike;
    found.push(at);
  }
  return nearest(found, near);
}

/** The number nearest to `near`; of two, the one at or after it. */
export function nearest(found: readonly number[], near: number): number | undefined {
  return found.reduce<number | undefined>((best, at) => {
    if (best === undefined) return at;
    const [old, fresh] = [Math.abs(best - near), Math.abs(at - near)];
    return fresh < old || (fresh === old && at > best) ? at : best;
  }, undefined);
}
