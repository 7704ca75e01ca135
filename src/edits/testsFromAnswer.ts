import { scanCode } from "./codeScan";
import { editFromAnswer, refused, type ModelAnswer } from "./editFromAnswer";
import { isHead, isPreamble } from "./heads";
import { testClassIn, withoutClass } from "./testClass";
import type { EditTarget, Verdict } from "./verdict";

/** The edit for tests of some code: a whole new file, or an addition at the end of one that is there or of its class. */
export function testsFromAnswer(answer: ModelAnswer, target: EditTarget, tested: string): Verdict {
  const { before, eol } = target;
  if (repeatsCode(answer.text, tested)) return refused({ kind: "noTest" });
  if (before.trim() === "") {
    const verdict = editFromAnswer(answer, target);
    return verdict.kind === "edit" ? { kind: "edit", newText: verdict.newText + eol } : verdict;
  }
  const text = withoutKnownImports(answer.text, before);
  const into = testClassIn(before + target.after, target.languageId);
  if (into?.end === before.length) {
    const methods = editFromAnswer({ ...answer, text: withoutClass(text, into.name) }, target);
    if (methods.kind === "refused") return methods;
    const isFirst = /\{\s*$/.test(before);
    const level = target.indent.kind === "tabs" ? "\t" : " ".repeat(target.indent.size);
    const indent = into.memberIndent ?? into.indent + level;
    return { kind: "edit", newText: (isFirst ? "" : eol) + indented(methods.newText, indent, target) + eol };
  }
  const verdict = editFromAnswer({ ...answer, text }, target);
  if (verdict.kind === "refused") return verdict;
  const gap = before.endsWith("\n") ? eol : eol + eol;
  return { kind: "edit", newText: gap + verdict.newText + (before.endsWith("\n") ? eol : "") };
}

// Lines inside a long string start where they like.
function indented(text: string, indent: string, { languageId, eol }: EditTarget): string {
  const { linesInString } = scanCode(text, languageId);
  const isCode = (line: string, at: number): boolean => line !== "" && !linesInString.has(at);
  return text
    .split(eol)
    .map((line, at) => (isCode(line, at) ? indent + line : line))
    .join(eol);
}

// Small models give the function back instead of testing it. A test may be called like it, but takes nothing.
function repeatsCode(answer: string, tested: string): boolean {
  const lines = tested.split(/\r?\n/).map((line) => line.trim());
  const head = lines.find((line, index) => isHead(line, lines[index + 1]));
  if (head === undefined) return false;
  const [, name] = /([\w$]+)\s*(?:<[^>]*>)?\(/.exec(head) ?? [];
  return answer
    .split(/\r?\n/)
    .map((line) => line.trim())
    .some((line) => line === head || (name !== undefined && declares(line, name)));
}

/** Whether a line is the head of a function with this name and at least one parameter. */
function declares(line: string, name: string): boolean {
  const at = line.indexOf(`${name}(`);
  return (
    at >= 0 &&
    isHead(line) &&
    !/[\w$]/.test(line.charAt(at - 1)) &&
    !/^\s*\)/.test(line.slice(at + name.length + 1))
  );
}

// Models repeat the imports of the file that they add to.
function withoutKnownImports(answer: string, before: string): string {
  const known = new Set(
    before
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(isPreamble),
  );
  return answer
    .split("\n")
    .filter((line) => !known.has(line.trim()))
    .join("\n");
}
