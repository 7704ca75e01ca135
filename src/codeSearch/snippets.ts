import type { FoundFile } from "./rankFiles";

/** Lines of a file around its matches, counted from 1 and both included. */
export interface Snippet {
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

export interface SnippetLimits {
  /** Lines before and after a match. */
  readonly around: number;
  /** Lines of all snippets of a file, at most. */
  readonly maxLines: number;
}

/** The lines of a file that draw most of the screen, in the order of the file. */
export function snippetsOf(
  { matches }: Pick<FoundFile, "matches">,
  source: string,
  { around, maxLines }: SnippetLimits,
): readonly Snippet[] {
  const lines = source.split("\n");
  if (lines.length <= maxLines) return [snippet(lines, 1, lines.length)];
  const windows: { start: number; end: number; score: number }[] = [];
  for (const { line, score } of matches.toSorted((a, b) => a.line - b.line)) {
    const start = Math.max(1, line - around);
    const end = Math.min(lines.length, line + around);
    const last = windows.at(-1);
    if (last && start <= last.end + 1) {
      last.end = end;
      last.score += score;
    } else windows.push({ start, end, score });
  }
  let left = maxLines;
  const kept = windows
    .toSorted((a, b) => b.score - a.score)
    .flatMap(({ start, end }) => {
      if (left <= 0) return [];
      const cut = Math.min(end, start + left - 1);
      left -= cut - start + 1;
      return [snippet(lines, start, cut)];
    });
  return kept.toSorted((a, b) => a.startLine - b.startLine);
}

function snippet(lines: readonly string[], startLine: number, endLine: number): Snippet {
  return { startLine, endLine, text: lines.slice(startLine - 1, endLine).join("\n") };
}
