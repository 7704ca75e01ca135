import { breakControlTokens } from "../prompt/controlTokens";
import type { StopReason, Usage } from "../protocol/chat";
import { isIncomplete } from "./completeness";
import { isDeclinedInComment, isRefusal, isRefusalBeside } from "./declined";
import { fencedBlocks, fenceLines, type FencedBlock } from "./fencedBlocks";
import { restoreIndentation } from "./indentation";
import { stripGutter } from "./lineNumbers";
import { placeholderLine } from "./placeholders";
import { repeatedLine } from "./surroundings";
import type { EditTarget, RefusedReason, Verdict } from "./verdict";

/** What the model said, and why it ended. */
export interface ModelAnswer {
  readonly text: string;
  readonly stopReason: StopReason;
  /** What the answer took, and the most it could have taken. */
  readonly usage?: Usage;
  readonly maxTokens?: number;
}

/** The one gate between a model's text and a file: the exact text for the range, or the reason why there is none. */
export function editFromAnswer(answer: ModelAnswer, target: EditTarget): Verdict {
  const block = blockOf(answer, target);
  if (block.kind === "refused") return block;
  const gutter = stripGutter(block.text, target.original, target.languageId);
  if (gutter.kind === "unsure") return refused({ kind: "lineNumbers" });
  const text = withoutOuterBlankLines(gutter.kind === "stripped" ? gutter.text : block.text);
  const reason = badText(text, target);
  if (reason) return refused(reason);
  return replacement(text, target);
}

/** The one fenced block of an answer that ended well. */
export function blockOf(
  { text, stopReason, usage, maxTokens = 0 }: ModelAnswer,
  { languageId, original }: Pick<EditTarget, "languageId" | "original">,
): { readonly kind: "block"; readonly text: string } | Extract<Verdict, { kind: "refused" }> {
  const { blocks, prose } = fencedBlocks(text);
  const [block] = blocks;
  if (stopReason === "cancelled") return refused({ kind: "stopped" });
  if (stopReason === "looping") return refused({ kind: "looping" });
  if (text.trim() === "") return refused({ kind: "empty" });
  if (stopReason === "length")
    return refused({
      kind: "truncated",
      by: (usage?.answerTokens ?? maxTokens) < maxTokens ? "context" : "answer",
    });
  if (!block) return refused({ kind: isRefusal(prose) ? "declined" : "noBlock" });
  if (isRefusalBeside(prose, { text: block.text, original, languageId }))
    return refused({ kind: "declined" });
  if (blocks.length > 1) return refused({ kind: "severalBlocks", count: blocks.length });
  if (!block.isClosed) return refused({ kind: "truncated", by: "model" });
  if (block.text.trim() === "") return refused({ kind: "empty" });
  const language = foreignLanguage(block, languageId);
  if (language !== undefined) return refused({ kind: "otherLanguage", language });
  return { kind: "block", text: block.text };
}

/** What no edit may bring into a file, whatever was asked for. */
export function badText(
  text: string,
  { original, before, after, languageId }: EditTarget,
): RefusedReason | undefined {
  const token = foreignToken(text, original);
  if (token !== undefined) return { kind: "controlTokens", token };
  if (fenceLines(text) > fenceLines(original) && !isMarkdown(languageId)) return { kind: "fenceInside" };
  if (isDeclinedInComment({ text, original, languageId })) return { kind: "declined" };
  const placeholder = placeholderLine(text, original, languageId);
  if (placeholder !== undefined) return { kind: "placeholder", line: placeholder };
  if (isIncomplete(text, original, languageId)) return { kind: "incomplete" };
  const repeated = repeatedLine(text, { original, before, after });
  return repeated === undefined ? undefined : { kind: "surroundings", line: repeated };
}

function replacement(text: string, target: EditTarget): Verdict {
  const { original, eol } = target;
  const [outerStart = ""] = /^(?:[ \t]*\r?\n)*/.exec(original) ?? [];
  const [outerEnd = ""] = /(?:\r?\n[ \t]*)*$/.exec(original) ?? [];
  const inner = original.slice(
    outerStart.length,
    Math.max(outerStart.length, original.length - outerEnd.length),
  );
  const innerTarget = { ...target, original: inner, before: target.before + outerStart };
  const lines = restoreIndentation(text, innerTarget).split("\n");
  const newText = outerStart + lines.join(eol) + outerEnd;
  if (sameLines(newText) === sameLines(original)) return refused({ kind: "unchanged" });
  return { kind: "edit", newText };
}

/** The verdict for a reason. */
export function refused(reason: RefusedReason): Extract<Verdict, { kind: "refused" }> {
  return { kind: "refused", reason };
}

function foreignLanguage({ tag, text }: FencedBlock, languageId: string): string | undefined {
  const isPatch =
    tag === "diff" || tag === "patch" || /^@@ -\d/m.test(text) || /^(?:---|\+\+\+) [ab]\//m.test(text);
  if (isPatch && languageId !== "diff") return "diff";
  if (["console", "shell-session", "output"].includes(tag)) return tag;
  return ["sh", "bash", "shell", "json"].includes(tag) && scripted.has(languageId) ? tag : undefined;
}

/** Languages whose code nobody tags as a shell script or as JSON by mistake. */
const scripted = new Set(
  [
    "typescript",
    "typescriptreact",
    "javascript",
    "javascriptreact",
    "python",
    "go",
    "rust",
    "java",
    "c",
    "cpp",
  ].concat(["csharp", "html", "css", "php", "ruby", "kotlin", "swift"]),
);

function isMarkdown(languageId: string): boolean {
  return languageId === "markdown" || languageId === "mdx";
}

// Control tokens of the chat format, broken ones, and characters that no editor types: among them those that turn the
// direction of what is shown, so that code reads as what it is not, and those that end a line for some languages only.
const strange = /(?![\t\n\r])[\p{Cc}\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufffd\ufff9-\ufffb]/gu;
const chatMark = /<\u200b[^>\n]{0,40}>?/g;

function foreignToken(text: string, original: string): string | undefined {
  const marks = (all: string): string[] => [
    ...Array.from(breakControlTokens(all.replaceAll("\u200b", "")).matchAll(chatMark), ([mark]) =>
      mark.replaceAll("\u200b", ""),
    ),
    ...Array.from(all.matchAll(strange), ([char]) => char),
  ];
  const known = marks(original);
  for (const mark of marks(text)) {
    const at = known.indexOf(mark);
    if (at === -1) return mark;
    known.splice(at, 1);
  }
  return undefined;
}

function withoutOuterBlankLines(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, "").trimEnd();
}

function sameLines(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/[ \t]+$/gm, "")
    .trimEnd();
}
