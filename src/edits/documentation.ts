import { scanCode } from "./codeScan";
import { withDocComment, leadingComment } from "./docComment";
import { docstringIn, withDocstring, withoutDocstrings } from "./docstring";
import { blockOf, badText, refused, type ModelAnswer } from "./editFromAnswer";
import { leadingSpace } from "./indentation";
import type { EditTarget, Verdict } from "./verdict";

/**
 * The edit for a doc comment: it goes above the code, or in Python below the head, and replaces one that is there. The
 * code itself is never taken from the answer, and must be the same in the end, so that a comment cannot change it.
 */
export function documentationFromAnswer(answer: ModelAnswer, target: EditTarget): Verdict {
  const { languageId, before, eol } = target;
  const block = blockOf(answer, { languageId, original: "" });
  if (block.kind === "refused") return block;
  // A range may start after the indentation of its first line; within a line no doc comment has a place.
  const lead = before.slice(before.lastIndexOf("\n") + 1);
  if (lead.trim() !== "") return refused({ kind: "noPlace" });
  const original = lead + target.original.replace(/\r\n|\r/g, "\n");
  // In a comment or string that goes on behind the range, what is added would be read as part of it.
  if (scanCode(original, languageId).endsInside) return refused({ kind: "noPlace" });
  const comment = commentIn(block.text, original, languageId);
  if (comment.kind === "refused") return comment;
  const place = languageId === "python" ? withDocstring : withDocComment;
  const placed = place(original, comment.lines, languageId);
  if (placed === undefined) return refused({ kind: "noPlace" });
  const newLines = placed.slice(lead.length);
  const reason = badText(newLines, target);
  if (reason) return refused(reason);
  if (codeLines(placed, languageId) !== codeLines(original, languageId))
    return refused({ kind: "codeChanged" });
  const newText = newLines.replaceAll("\n", eol);
  return newText === target.original ? refused({ kind: "unchanged" }) : { kind: "edit", newText };
}

type Comment =
  { readonly kind: "comment"; readonly lines: readonly string[] } | Extract<Verdict, { kind: "refused" }>;

// A comment alone, or one with the code that it documents, if that code is the same.
function commentIn(text: string, original: string, languageId: string): Comment {
  if (languageId === "python" && !docstringIn(text))
    return refused({ kind: /^\s*[rRuU]?(?:"""|''')/m.test(text) ? "incomplete" : "codeChanged" });
  const comment = languageId === "python" ? docstringIn(text) : leadingComment(text, original, languageId);
  if (comment === undefined) return refused({ kind: "codeChanged" });
  const code = squeeze(codeLines(text, languageId));
  if (code !== "" && code !== squeeze(codeLines(original, languageId)))
    return refused({ kind: "codeChanged" });
  if (code !== "" && scanCode(text, languageId).endsInside) return refused({ kind: "incomplete" });
  return { kind: "comment", lines: dedent(comment.split("\n")) };
}

/** The code without comments, blank lines, and the white space around its lines; in Python only behind them. */
function codeLines(text: string, languageId: string): string {
  const isPython = languageId === "python";
  const { withoutComments } = scanCode(isPython ? withoutDocstrings(text) : text, languageId);
  return withoutComments
    .split("\n")
    .map((line) => (isPython ? line.trimEnd() : line.trim()))
    .filter((line) => line !== "")
    .join("\n");
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, "");
}

function dedent(lines: readonly string[]): string[] {
  const trimmed = lines
    .join("\n")
    .replace(/^(?:[ \t]*\n)+/, "")
    .trimEnd()
    .split("\n");
  const cut = leadingSpace(trimmed[0] ?? "");
  return trimmed.map((line) => (line.startsWith(cut) ? line.slice(cut.length) : line.trimStart()));
}
