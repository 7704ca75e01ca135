import { scanCode, type CodeScan, type Span } from "./codeScan";
import { leadingSpace } from "./indentation";

/** The first docstring in some Python, with its indentation; undefined if there is none, or if it is not whole. */
export function docstringIn(text: string): string | undefined {
  const [first] = stringStatements(text).filter(
    ({ start, end }) => /^[rRuU]?("""|''')/.test(text.slice(start, end)) && end - start > 6,
  );
  return first && text.slice(lineStart(text, first.start), first.end);
}

/** Python without the strings that stand alone as a statement: they do nothing but document. */
export function withoutDocstrings(text: string): string {
  return stringStatements(text)
    .toReversed()
    .reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}

/** Puts a docstring below the first head, in the place of one that is there; undefined if there is no body below one. */
export function withDocstring(text: string, docstring: readonly string[]): string | undefined {
  const lines = text.split("\n");
  const { linesInString } = scanCode(text, "python");
  const start = lines.findIndex(
    (line, index) => !linesInString.has(index) && /^\s*(?:async\s+def|def|class)\b/.test(line),
  );
  const head = start === -1 ? undefined : headEnd(lines, start);
  if (head === undefined) return undefined;
  const body = lines.slice(0, head).join("\n").length + 1;
  const first = firstCode(text, body);
  if (first === undefined) return undefined;
  const level = text.slice(lineStart(text, first), first);
  if (level.trim() !== "" || level.length <= leadingSpace(lines[start] ?? "").length) return undefined;
  const own = docstring.map((line) => (line.trim() === "" ? "" : level + line.trimEnd())).join("\n");
  const old = stringStatements(text).find((span) => span.start === first);
  return old
    ? text.slice(0, lineStart(text, first)) + own + text.slice(old.end)
    : `${text.slice(0, body)}${own}\n${text.slice(body)}`;
}

/** Index of the line after the head ("def f(", …, "):"); undefined if code follows the colon on its line. */
function headEnd(lines: readonly string[], start: number): number | undefined {
  for (let end = start + 1; end < lines.length; end += 1) {
    const { withoutComments, openBrackets } = scanCode(lines.slice(start, end).join("\n"), "python");
    const code = withoutComments.trimEnd();
    if (openBrackets === "|" && !code.endsWith("\\")) return code.endsWith(":") ? end : undefined;
  }
  return undefined;
}

function firstCode(text: string, from: number): number | undefined {
  let at = from;
  for (const { start, end } of scanCode(text, "python").comments) {
    if (start >= at && text.slice(at, start).trim() === "") at = end;
  }
  const code = text.slice(at).search(/\S/);
  return code === -1 ? undefined : at + code;
}

/** Strings that are a statement, with their prefix. */
function stringStatements(text: string): Span[] {
  const scan = scanCode(text, "python");
  return scan.strings.flatMap(({ start, end }) => {
    const before = text.slice(lineStart(text, start), start);
    const after = text.slice(end).split("\n", 1).join("");
    if (!/^\s*[rRuU]?$/.test(before) || !/^\s*(?:#.*)?$/.test(after)) return [];
    const span = { start: start - before.trimStart().length, end };
    return isStatement(text, span, scan) ? [span] : [];
  });
}

// In brackets or after a backslash it belongs to the code before it. So does what follows a string that is not closed.
function isStatement(text: string, { start, end }: Span, { endsInside }: CodeScan): boolean {
  if (endsInside && end === text.length) return false;
  const code = text.slice(0, start);
  return !code.trimEnd().endsWith("\\") && scanCode(code, "python").openBrackets.endsWith("|");
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}
