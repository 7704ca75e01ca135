import type { CodeSelection, ContextItem, Question, Turn } from "../protocol/conversation";

/** What a person wants done to the selected code. */
export type EditWish =
  | { readonly kind: "change"; readonly instruction: string }
  | { readonly kind: "fix" }
  | { readonly kind: "document" }
  | { readonly kind: "writeTest"; readonly testPath: string; readonly where: TestPlace };

/** Where tests go in their file: they are all of it, or stand at the end of it or of its class. */
type TestPlace = "newFile" | "end" | "class";

/**
 * The question whose answer becomes an edit. It has the form of any other question about the code, so that an edit
 * after a question about the same code starts with the same tokens.
 */
export function editQuestion(
  wish: EditWish,
  code: CodeSelection,
  context: readonly ContextItem[] = [],
): Question {
  return { instruction: editInstruction(wish), code, context, attachments: [] };
}

/** The question that follows an answer that was not good enough yet. */
export function refineQuestion(wish: EditWish, refinement: string): Question {
  return { instruction: editInstruction(wish, refinement), context: [], attachments: [] };
}

/** The question about code that an accepted answer has put there: the code is known, and so is what `earlier` carried. */
export function nextEditQuestion(
  wish: EditWish,
  context: readonly ContextItem[],
  earlier: readonly Turn[],
): Question {
  const known = earlier.flatMap(({ question }) => question.context);
  const isNew = ({ kind, text }: ContextItem): boolean =>
    !known.some((item) => item.kind === kind && item.text === text);
  const instruction = `The code is now as in your last answer. ${editInstruction(wish)}`;
  return { instruction, context: context.filter(isNew), attachments: [] };
}

/** The instruction with what the answer must look like; `refinement` stands in its place when an answer is refined. */
export function editInstruction(wish: EditWish, refinement?: string): string {
  return `${sentence(refinement ?? instructionOf(wish))} ${formOf(wish)}`;
}

function instructionOf(wish: EditWish): string {
  switch (wish.kind) {
    case "change":
      return wish.instruction;
    case "fix":
      return "Fix this code.";
    case "document":
      return "Write a doc comment.";
    case "writeTest":
      return "Write tests for this code.";
  }
}

function formOf(wish: EditWish): string {
  switch (wish.kind) {
    case "change":
    case "fix":
      return wholeSelection;
    case "document":
      return "Answer with a single fenced code block that holds the comment only.";
    case "writeTest":
      return formOfTests(wish.where, wish.testPath);
  }
}

function formOfTests(where: TestPlace, path: string): string {
  switch (where) {
    case "newFile":
      return `Answer with a single fenced code block: the whole file \`${path}\`.`;
    case "end":
      return `Answer with a single fenced code block: only what is added at the end of \`${path}\`.`;
    case "class":
      return `Answer with a single fenced code block: only the methods that are added to the class in \`${path}\`.`;
  }
}

const wholeSelection =
  "Answer with a single fenced code block that replaces the selected code: all of it, with nothing left out and no line numbers.";

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?:;…。！？]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
