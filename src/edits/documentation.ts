import { scanCode } from "./codeScan";
import { blockOf, badText, refused, type ModelAnswer } from "./editFromAnswer";
import { leadingSpace, styleOf } from "./indentation";
import type { EditTarget, Verdict } from "./verdict";

/**
 * The edit for a doc comment: it goes above the code, or in Python below the head, and replaces one that is there. The
 * code itself is never taken from the answer, so that a comment cannot change it.
 */
export function documentationFromAnswer(answer: ModelAnswer, target: EditTarget): Verdict {
  const { languageId, original, eol } = target;
  const block = blockOf(answer, languageId);
  if (block.kind === "refused") return block;
  const comment = commentIn(block.text.split("\n"), target);
  if (comment.kind === "refused") return comment;
  // Judged beside the code that it goes to: half a comment would swallow it.
  const lines = original.split(/\r\n|\r|\n/);
  const newLines =
    languageId === "python" ? withDocstring(lines, comment.lines, target) : withComment(lines, comment.lines);
  if (!newLines) return refused({ kind: "incomplete" });
  const reason = badText(newLines.join("\n"), target);
  if (reason) return refused(reason);
  const newText = newLines.join(eol);
  return newText === original ? refused({ kind: "unchanged" }) : { kind: "edit", newText };
}

type Comment =
  { readonly kind: "comment"; readonly lines: readonly string[] } | Extract<Verdict, { kind: "refused" }>;

// A comment alone, or one with the code that it documents, if that code is the same.
function commentIn(lines: readonly string[], { languageId, original }: EditTarget): Comment {
  const text = lines.join("\n");
  const { bare, comment } = languageId === "python" ? splitPython(lines) : splitComment(lines, languageId);
  if (comment.every((line) => line.trim() === "")) return refused({ kind: "codeChanged" });
  if (languageId === "python" && !isDocstring(comment.join("\n"))) return refused({ kind: "incomplete" });
  const codeNow = squeeze(bare.join("\n"), languageId);
  if (codeNow === "") return { kind: "comment", lines: dedent(comment) };
  const own = languageId === "python" ? splitPython(original.split(/\r?\n/)).bare.join("\n") : original;
  if (codeNow !== squeeze(own, languageId)) return refused({ kind: "codeChanged" });
  if (scanCode(text, languageId).endsInside) return refused({ kind: "incomplete" });
  return { kind: "comment", lines: dedent(comment) };
}

interface Split {
  readonly comment: readonly string[];
  readonly bare: readonly string[];
}

function splitComment(lines: readonly string[], languageId: string): Split {
  let count = 0;
  // The longest start that is comment and nothing else.
  for (let end = 1; end <= lines.length; end += 1) {
    const { withoutComments, endsInside } = scanCode(lines.slice(0, end).join("\n"), languageId);
    if (withoutComments.trim() !== "") break;
    if (!endsInside) count = end;
  }
  return { comment: trimBlank(lines.slice(0, count)), bare: lines.slice(count) };
}

const docstringStart = /^\s*[rRuU]?("""|''')/;

function splitPython(lines: readonly string[]): Split {
  const start = lines.findIndex((line) => docstringStart.test(line));
  if (start === -1) return { comment: [], bare: lines };
  const end = docstringEnd(lines, start);
  return { comment: lines.slice(start, end), bare: [...lines.slice(0, start), ...lines.slice(end)] };
}

function isDocstring(text: string): boolean {
  const [, quote = ""] = docstringStart.exec(text) ?? [];
  return quote !== "" && text.split(quote).length === 3 && text.trimEnd().endsWith(quote);
}

function docstringEnd(lines: readonly string[], start: number): number {
  const quote = docstringStart.exec(lines[start] ?? "")?.[1] ?? '"""';
  const first = (lines[start] ?? "").replace(docstringStart, "");
  if (first.includes(quote)) return start + 1;
  const end = lines.findIndex((line, index) => index > start && line.includes(quote));
  return end === -1 ? lines.length : end + 1;
}

function withComment(lines: readonly string[], comment: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  const indent = leadingSpace(lines[first] ?? "");
  const own = comment.map((line) => (line.trim() === "" ? "" : indent + line.trimEnd()));
  return [...lines.slice(0, first), ...own, ...withoutOldComment(lines.slice(first))];
}

// A doc comment that stands there already is replaced; other comments stay.
function withoutOldComment(lines: readonly string[]): readonly string[] {
  if (!/^\s*\/\*\*/.test(lines[0] ?? "")) return lines;
  const end = lines.findIndex((line) => line.includes("*/"));
  return end === -1 || end === lines.length - 1 ? lines : lines.slice(end + 1);
}

function withDocstring(
  lines: readonly string[],
  comment: readonly string[],
  { indent }: EditTarget,
): string[] | undefined {
  const start = lines.findIndex((line) => /^\s*(?:async\s+def|def|class)\b/.test(line));
  if (start === -1) return undefined;
  const head = headEnd(lines, start);
  if (head === undefined) return undefined;
  const body = lines.slice(head);
  const bodyLine = body.find((line) => line.trim() !== "");
  if (bodyLine === undefined) return undefined;
  const style = styleOf(lines, indent);
  const unit = style.kind === "tabs" ? "\t" : " ".repeat(style.size);
  const level = bodyLine.trim() === "" ? leadingSpace(lines[start] ?? "") + unit : leadingSpace(bodyLine);
  const isDocumented = docstringStart.test(bodyLine);
  const rest = isDocumented ? body.slice(docstringEnd(body, body.indexOf(bodyLine))) : body;
  return [
    ...lines.slice(0, head),
    ...comment.map((line) => (line.trim() === "" ? "" : level + line.trimEnd())),
    ...rest,
  ];
}

/** Index of the line after the head ("def f(", …, "):"). */
function headEnd(lines: readonly string[], start: number): number | undefined {
  for (let end = start + 1; end <= lines.length; end += 1) {
    const { withoutComments, openBrackets } = scanCode(lines.slice(start, end).join("\n"), "python");
    if (openBrackets === "|" && withoutComments.trimEnd().endsWith(":")) return end;
  }
  return undefined;
}

function squeeze(text: string, languageId: string): string {
  return scanCode(text, languageId).withoutComments.replace(/\s+/g, "");
}

function dedent(lines: readonly string[]): string[] {
  const filled = lines.filter((line) => line.trim() !== "");
  const [first = ""] = filled;
  const cut = leadingSpace(first);
  return trimBlank(lines).map((line) => (line.startsWith(cut) ? line.slice(cut.length) : line.trimStart()));
}

function trimBlank(lines: readonly string[]): string[] {
  return lines
    .join("\n")
    .replace(/^(?:[ \t]*\n)+/, "")
    .trimEnd()
    .split("\n");
}
