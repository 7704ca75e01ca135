/** Lines from `start` to `end`, counted from 0, both included. */
export interface LineSpan {
  readonly start: number;
  readonly end: number;
}

/** Bounds of one part of a file that is sent at once. */
export interface SplitLimits {
  readonly maxLines: number;
  readonly maxCharacters: number;
}

/**
 * Cuts lines into parts that are small enough, best at a blank line followed by an unindented one, else at any blank line,
 * else where the limit is. Every line is in exactly one part; blank parts are left out.
 */
export function splitLines(lines: readonly string[], { maxLines, maxCharacters }: SplitLimits): LineSpan[] {
  const parts: LineSpan[] = [];
  let start = 0;
  while (start < lines.length) {
    let end = start;
    let characters = (lines[start] ?? "").length;
    while (end + 1 < lines.length && end + 1 - start < maxLines) {
      characters += (lines[end + 1] ?? "").length + 1;
      if (characters > maxCharacters) break;
      end += 1;
    }
    if (end + 1 < lines.length) end = bestCut(lines, start, end);
    if (lines.slice(start, end + 1).some((line) => line.trim() !== "")) parts.push({ start, end });
    start = end + 1;
  }
  return parts;
}

// Not in the first half: tiny parts lose what is around them.
function bestCut(lines: readonly string[], start: number, end: number): number {
  const isBlank = (at: number): boolean => (lines[at] ?? "").trim() === "";
  const from = start + Math.floor((end - start) / 2);
  let fallback = end;
  for (let at = end; at > from; at -= 1) {
    if (!isBlank(at)) continue;
    if (/^\S/.test(lines[at + 1] ?? "")) return at;
    if (fallback === end) fallback = at;
  }
  return fallback;
}
