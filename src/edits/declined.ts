import { scanCode } from "./codeScan";

/** True if an answer without code says that the model cannot or will not. */
export function isRefusal(prose: string): boolean {
  return anyRefusal.test(prose);
}

/** True if the prose around some code says that the model did not do it; "we can't rely on …" explains the code. */
export function isRefusalBeside(prose: string, { text, original }: Change): boolean {
  const isNothingNew = [squeeze(original), ""].includes(squeeze(text));
  return taskRefusal.test(prose) || asModel.test(prose) || (isNothingNew && anyRefusal.test(prose));
}

/** True if a new comment in some code says so: of the task, or of the model itself where nothing but comments is new. */
export function isDeclinedInComment({ text, original, languageId }: Change): boolean {
  const [now, before] = [scanCode(text, languageId), scanCode(original, languageId)];
  const known = new Set(before.comments.map((comment) => comment.text));
  const said = now.comments.map((comment) => comment.text).filter((comment) => !known.has(comment));
  const isNothingNew = [squeeze(before.withoutComments), ""].includes(squeeze(now.withoutComments));
  return said.some(
    (comment) =>
      taskRefusal.test(comment) || (isNothingNew && (ownRefusal.test(comment) || asModel.test(comment))),
  );
}

/** Some code, and what it is to replace. */
export interface Change {
  readonly text: string;
  readonly original: string;
  readonly languageId: string;
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, "");
}

const cannot = String.raw`can(?:no|['’]?)t|(?:am |['’]m )?(?:unable|not able) to|won['’]t|will not`;
const regret = String.raw`(?:am |['’]m )?(?:really |so |very )?sorry|apologi[sz]e|do not have|don['’]t have|must decline|refuse`;
const asModel = /\bas an? (?:AI|language model|local assistant)\b/i;
const anyRefusal = new RegExp(
  String.raw`\b(?:I|we)\s*(?:${regret}|${cannot})\b|^\s*(?:sorry|unfortunately|apologies)\b|${asModel.source}`,
  "im",
);
const ownRefusal = new RegExp(
  String.raw`\bI\s*(?:${regret}|(?:${cannot})\s+(?:see|access|know|determine))\b`,
  "i",
);
const taskVerbs =
  "help|assist|do|complete|finish|fulfil+|comply|continue|write|provide|generate|implement|edit|change|modify|fix|rewrite|refactor|document";
const taskRefusal = new RegExp(
  String.raw`\bI\s*(?:${cannot}|must decline to|refuse to)\s+(?:${taskVerbs})\b(?:\s+(?:you\s+)?with)?\s*(?:[.,;!]|$|\b(?:this|that|it|your|the)\b)`,
  "im",
);
