import { scanCode, type Span } from "./codeScan";
import { leadingSpace } from "./indentation";

/** The comments above the code of an answer; undefined if it starts with code, or in a comment that never ends. */
export function leadingComment(text: string, original: string, languageId: string): string | undefined {
  const { comments, endsInside } = scanCode(text, languageId);
  const above = commentsAbove(text, comments);
  if (above.length === 0 || (endsInside && above.at(-1)?.end === text.length)) return undefined;
  // With the code come its other comments, which stay where they are.
  const known = scanCode(original, languageId).comments.map((span) => sliceOf(original, span));
  const fresh = above.filter((span) => {
    const slice = sliceOf(text, span);
    return isDoc(slice, slice, languageId) || !known.includes(slice);
  });
  if (fresh.length === above.length) return text.slice(0, above.at(-1)?.end);
  return fresh.map((span) => sliceOf(text, span)).join("\n");
}

/** Puts a doc comment above the code, in the place of one that is there; undefined if it would not be a comment there. */
export function withDocComment(
  text: string,
  comment: readonly string[],
  languageId: string,
): string | undefined {
  const [mark = ""] = comment;
  const [fixed = ""] = (languageId === "rust" && !isInner(mark) ? rustStart : fileStart).exec(text) ?? [];
  const rest = text.slice(fixed.length);
  // In the text of an element a comment is text.
  if (rest.trim() === "" || (languageId.endsWith("react") && /^\s*<[\w>]/.test(rest))) return undefined;
  const above = commentsAbove(rest, scanCode(rest, languageId).comments);
  const place = oldDoc(rest, above, (slice) => isDoc(slice, mark, languageId)) ?? freshPlace(rest, above);
  return fixed + replaced(rest, place, comment);
}

/** Lines before which nothing may stand. */
const fileStart = /^(?:\s*(?:#!(?!\[)|<\?)[^\n]*\n)*/;
const rustStart = /^(?:\s*(?:#!|\/\/!)[^\n]*\n)*/;

/** The comments before the first code; attributes do not count as code. */
function commentsAbove(text: string, comments: readonly Span[]): readonly Span[] {
  const first = comments.findIndex(
    ({ start }, index) => !attributes.test(text.slice(comments[index - 1]?.end ?? 0, start)),
  );
  return first === -1 ? comments : comments.slice(0, first);
}

const attributes = /^(?:\s|#!?\[[^\]\n]*\]|@[\w.]+(?:\([^()\n]*\))?)*$/;

// The last one counts: one above it is about the file.
function oldDoc(
  text: string,
  above: readonly Span[],
  isOldDoc: (slice: string) => boolean,
): Span | undefined {
  const isOld = (span: Span | undefined): span is Span => span !== undefined && isOldDoc(sliceOf(text, span));
  const last = above.findLastIndex(isOld);
  const lastSpan = above[last];
  if (!lastSpan || overview.test(sliceOf(text, lastSpan))) return undefined;
  const isBlock = /^(?:\/\*|\{-|--\[)/.test(sliceOf(text, lastSpan));
  if (!isBlock && above.slice(last).some((span) => hasBlankLineAfter(text, span))) return undefined;
  let { start } = lastSpan;
  // A comment of several lines is several comments.
  for (const span of isBlock ? [] : above.slice(0, last).toReversed()) {
    if (!isOld(span) || !/^[ \t]*\n[ \t]*$/.test(text.slice(span.end, start))) break;
    start = span.start;
  }
  return { start, end: lastSpan.end };
}

const overview = /@(?:file|fileoverview|license|module|packageDocumentation|preserve)\b|\bcopyright\b/i;

// Above the code, and below what a blank line sets apart from it.
function freshPlace(text: string, above: readonly Span[]): Span {
  const from = above.findLast((span) => hasBlankLineAfter(text, span))?.end ?? 0;
  const code = text.slice(from).search(/\S/);
  const start = code === -1 ? text.search(/\S/) : from + code;
  return { start, end: start };
}

function replaced(text: string, { start, end }: Span, comment: readonly string[]): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const before = text.slice(lineStart, start);
  const indent = leadingSpace(before);
  const own = comment.map((line) => (line.trim() === "" ? "" : indent + line.trimEnd()));
  const [rest = ""] = text.slice(end).split("\n", 1);
  // Code that stood behind the old comment, or before it, keeps a line of its own.
  const head = text.slice(0, lineStart) + (before.trim() === "" ? "" : `${before.trimEnd()}\n`);
  const tail =
    rest.trim() === "" ? text.slice(end + rest.length) : `\n${indent}${text.slice(end).trimStart()}`;
  return head + own.join("\n") + tail;
}

/** Whether a comment documents what follows it; `mark` is the start of the one that is to take its place. */
function isDoc(slice: string, mark: string, languageId: string): boolean {
  if (languageId === "rust" && isInner(slice) !== isInner(mark)) return false;
  return (docMarks[languageId] ?? commonDoc).test(slice);
}

function isInner(comment: string): boolean {
  return /^\s*\/[/*]!/.test(comment);
}

const commonDoc = /^(?:\/\*(?:\*(?![*/])|!)|\/\/(?:\/(?!\/|\s*<(?:reference|amd))|!))/;
// What is said to a tool is no doc comment.
const hashDoc =
  /^#(?!!|\s*(?:-\*-|(?:shellcheck|rubocop|standard|typed|frozen_string_literal|encoding|coding|warn_indent)\b))/;
const docMarks: Readonly<Partial<Record<string, RegExp>>> = {
  go: /^(?:\/\/(?![a-z]+:\S|(?:nolint|line|export|extern)\b| ?\+build)|\/\*)/,
  lua: /^--(?:-|\[=*\[)/,
  haskell: /^(?:--|\{-)\s*\|/,
  ruby: hashDoc,
  shellscript: hashDoc,
  perl: hashDoc,
  r: /^#'/,
};

function hasBlankLineAfter(text: string, { end }: Span): boolean {
  return /^[ \t]*\n[ \t]*\n/.test(text.slice(end));
}

function sliceOf(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}
