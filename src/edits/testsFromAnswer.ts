import { editFromAnswer, type ModelAnswer } from "./editFromAnswer";
import { isPreamble } from "./heads";
import type { EditTarget, Verdict } from "./verdict";

/** The edit for tests that were asked for: a whole new file, or an addition at the end of one that is there. */
export function testsFromAnswer(answer: ModelAnswer, target: EditTarget): Verdict {
  const { before, eol } = target;
  if (before.trim() === "") {
    const verdict = editFromAnswer(answer, target);
    return verdict.kind === "edit" ? { kind: "edit", newText: verdict.newText + eol } : verdict;
  }
  const verdict = editFromAnswer({ ...answer, text: withoutKnownImports(answer.text, before) }, target);
  if (verdict.kind === "refused") return verdict;
  const gap = before.endsWith("\n") ? eol : eol + eol;
  return { kind: "edit", newText: gap + verdict.newText + (before.endsWith("\n") ? eol : "") };
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
