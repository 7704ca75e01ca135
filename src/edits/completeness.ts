import { scanCode } from "./codeScan";
import { isMarkupOrProse } from "./codeSyntax";
import { isHead } from "./heads";
import { leadingSpace } from "./indentation";

/** True if `text` is only a part of what should replace `original`: half a function, or a line out of it. */
export function isIncomplete(text: string, original: string, languageId: string): boolean {
  if (isMarkupOrProse(languageId)) return isCutEnd(text, original);
  const now = scanCode(text, languageId);
  const before = scanCode(original, languageId);
  if (now.withoutComments.trim() === "" && before.withoutComments.trim() !== "") return true;
  if (now.endsInside && !before.endsInside) return true;
  if (!before.endsInside && now.openBrackets !== before.openBrackets) return true;
  return (
    isCutEnd(text, original) ||
    lacksDeclaration(now.withoutComments, before.withoutComments) ||
    (languageId === "python" && isCutPython(now.withoutComments, before.withoutComments))
  );
}

/** At least this many lines must be gone before an answer that is a part of the original counts as cut. */
const minLinesGone = 2;

// Nothing was changed, only the end or the start is gone.
function isCutEnd(text: string, original: string): boolean {
  const now = filledLines(text);
  const before = filledLines(original);
  if (now.length === 0 || before.length - now.length < minLinesGone) return false;
  const isStart = now.every((line, index) => line === before[index]);
  const isEnd = now.every((line, index) => line === before[before.length - now.length + index]);
  return isStart || isEnd;
}

// A function was selected, and what came back declares nothing: a line or a block out of its middle.
function lacksDeclaration(now: string, before: string): boolean {
  const lines = filledLines(before).filter((line) => !/^(?:@|#\[)/.test(line));
  if (!isHead(lines[0] ?? "", lines[1])) return false;
  const found = filledLines(now);
  return !found.some((line, index) => isHead(line, found[index + 1]));
}

// Python has no brackets that would show where a function ends.
function isCutPython(now: string, before: string): boolean {
  const last = filledLines(now).at(-1) ?? "";
  const lastBefore = filledLines(before).at(-1) ?? "";
  if (
    /(?::|\\|,|=|\b(?:and|or|not|in|is))$/.test(last) &&
    last !== lastBefore &&
    !/[:\\,=]$/.test(lastBefore)
  )
    return true;
  if (!/^\s*(?:async\s+)?def\b/.test(before.trimStart())) return false;
  const gives = /\b(?:return|yield|raise|lambda)\b/;
  return (gives.test(before) && !gives.test(now)) || (endsWithReturn(before) && fallsThrough(now));
}

function endsWithReturn(code: string): boolean {
  const { last, body } = pythonBody(code);
  return /^(?:return|raise)\b/.test(last.trim()) && leadingSpace(last) === body;
}

// The last line stands inside a branch or a loop, after which nothing is given back any more.
function fallsThrough(code: string): boolean {
  const { lines, last, body } = pythonBody(code);
  if (leadingSpace(last).length <= body.length) return false;
  const opener = lines.findLast((line) => leadingSpace(line) === body) ?? "";
  return /^(?:if|elif|for|while)\b(?!\s+True\b)/.test(opener.trim());
}

function pythonBody(code: string): {
  readonly lines: readonly string[];
  readonly last: string;
  readonly body: string;
} {
  const lines = code.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  const head = leadingSpace(lines[0] ?? "");
  const inner = lines.find((line) => leadingSpace(line).length > head.length) ?? "";
  return { lines, last: lines.at(-1) ?? "", body: leadingSpace(inner) };
}

function filledLines(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
