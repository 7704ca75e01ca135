import { isHead, isPreamble } from "./heads";

/** A line of the file around the selection that the answer repeats; it would stand there twice. */
export function repeatedLine(
  text: string,
  { original, before, after }: { readonly original: string; readonly before: string; readonly after: string },
): string | undefined {
  const now = filledLines(text);
  const old = new Set(filledLines(original));
  const above = filledLines(before);
  const below = filledLines(after);
  const first = now[0];
  const last = now.at(-1);
  if (isTelling(first) && first === above.at(-1) && !old.has(first)) return first;
  if (isTelling(last) && last === below[0] && !old.has(last)) return last;
  const declared = new Set([
    ...above.filter(isPreamble),
    ...above.filter((line, index) => isHead(line, above[index + 1])).slice(-1),
    ...below.filter((line, index) => isHead(line, below[index + 1])).slice(0, 1),
  ]);
  return now.find((line) => declared.has(line) && !old.has(line));
}

// "}" or "return x;" may stand twice; a line with three words and more seldom does.
function isTelling(line: string | undefined): line is string {
  return line !== undefined && (line.match(/[\p{L}\p{N}_$]+/gu)?.length ?? 0) >= 3;
}

function filledLines(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
