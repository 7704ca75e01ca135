import { editFromAnswer, refused, type ModelAnswer } from "./editFromAnswer";
import { isHead, isPreamble } from "./heads";
import type { EditTarget, Verdict } from "./verdict";

/** The edit for tests of some code: a whole new file, or an addition at the end of one that is there. */
export function testsFromAnswer(answer: ModelAnswer, target: EditTarget, tested: string): Verdict {
  const { before, eol } = target;
  if (repeatsCode(answer.text, tested)) return refused({ kind: "noTest" });
  if (before.trim() === "") {
    const verdict = editFromAnswer(answer, target);
    return verdict.kind === "edit" ? { kind: "edit", newText: verdict.newText + eol } : verdict;
  }
  const verdict = editFromAnswer({ ...answer, text: withoutKnownImports(answer.text, before) }, target);
  if (verdict.kind === "refused") return verdict;
  const gap = before.endsWith("\n") ? eol : eol + eol;
  return { kind: "edit", newText: gap + verdict.newText + (before.endsWith("\n") ? eol : "") };
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
