import * as z from "zod/mini";

/** A text that was read in a picture; the box is [left, top, right, bottom] in thousandths of the picture. */
export interface VisibleText {
  readonly text: string;
  readonly box?: Box;
}

type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** Side of the grid that boxes are given on. */
const gridSize = 1000;

const entry = z.union([z.string(), z.object({ text: z.string(), box: z.optional(z.unknown()) })]);
const grid = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/**
 * Reads the model's answer to `visibleTextsRequest`. Forgiving, since a long answer may be cut: every entry that is
 * whole counts, a box that makes no sense is dropped, and a text said twice in the same place counts once.
 */
export function readVisibleTexts(answer: string): readonly VisibleText[] {
  const seen = new Set<string>();
  return entriesOf(answer).flatMap((value) => {
    const parsed = entry.safeParse(value);
    if (!parsed.success) return [];
    const text = textOf(typeof parsed.data === "string" ? { text: parsed.data } : parsed.data);
    const key = JSON.stringify(text);
    if (text.text === "" || seen.has(key)) return [];
    seen.add(key);
    return [text];
  });
}

function textOf({ text, box }: { readonly text: string; readonly box?: unknown }): VisibleText {
  const plain = text.replace(/\s+/g, " ").trim();
  const parsed = grid.safeParse(box);
  const clean = parsed.success ? cleanBox(parsed.data) : undefined;
  return clean ? { text: plain, box: clean } : { text: plain };
}

/** The box within the grid with its corners in order; undefined if it has no area. */
function cleanBox(raw: readonly [number, number, number, number]): Box | undefined {
  const [a, b, c, d] = raw.map((value) => Math.min(gridSize, Math.max(0, Math.round(value))));
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  const box: Box = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
  return box[2] > box[0] && box[3] > box[1] ? box : undefined;
}

/** The elements of the list in the answer, as far as they are whole. */
function entriesOf(answer: string): readonly unknown[] {
  const start = answer.indexOf("[");
  if (start < 0) return [];
  const entries: unknown[] = [];
  let at = start + 1;
  while (at < answer.length) {
    const end = endOfValue(answer, at);
    if (end === undefined) break;
    const value = parseJson(answer.slice(at, end));
    if (value !== undefined) entries.push(value);
    if (answer.charAt(end) !== ",") break;
    at = end + 1;
  }
  return entries;
}

/** Where the value that begins at `from` ends: at a comma or bracket outside of it; undefined if it is cut off. */
function endOfValue(text: string, from: number): number | undefined {
  let depth = 0;
  let isString = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (isString) {
      if (char === "\\") at += 1;
      else if (char === '"') isString = false;
    } else if (char === '"') isString = true;
    else if (char === "{" || char === "[") depth += 1;
    else if (depth === 0 && (char === "," || char === "]")) return at;
    else if (char === "}" || char === "]") depth -= 1;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // one bad entry must not cost the others
    throw error;
  }
}
