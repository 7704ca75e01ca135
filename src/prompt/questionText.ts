import type { ContextItem, Question } from "../protocol/conversation";
import { breakControlTokens } from "./controlTokens";
import { fence } from "./fence";
import { isSpoken, spokenQuestionText } from "./voiceNote";

/** What each kind of context is called towards the model; the order here is the order in the message. */
const headings: Readonly<Record<ContextItem["kind"], string>> = {
  enclosing: "Surrounding code:",
  imports: "Imports:",
  diagnostics: "Diagnostics:",
  definition: "Other definitions:",
  type: "Types:",
  test: "Tests:",
  reference: "Used in:",
  snippet: "Other code:",
  // What changes from question to question comes last: what stands before it stays in the engine's cache.
  change: "Changes since the last commit:",
  recent: "Edited just now:",
};

/**
 * The text of a user turn: selection, context, and the question last, so that another question about the same code
 * starts with the same tokens. Equal questions give equal text.
 */
export function questionText(question: Question): string {
  const { code, instruction, spoken } = question;
  const parts = [
    ...(code ? [`${codeHeading(code)}\n${fence(code.languageId, code.text)}`] : []),
    ...contextTexts(question.context),
    spoken && isSpoken(question) ? spokenQuestionText(spoken) : instruction.trim(),
  ];
  return breakControlTokens(parts.filter((part) => part !== "").join("\n\n"));
}

/** The text of one piece of context as it stands in the message, without its heading. */
export function contextText(item: ContextItem): string {
  return item.kind === "diagnostics" ? item.text : fence(item.languageId, item.text);
}

function codeHeading({ path, startLine, endLine }: NonNullable<Question["code"]>): string {
  const name = path.replace(/[`\p{Cc}]/gu, "?"); // a file's name may hold line breaks, and must not add lines here
  return startLine === endLine
    ? `File \`${name}\`, line ${String(startLine)}:`
    : `File \`${name}\`, lines ${String(startLine)}-${String(endLine)}:`;
}

function contextTexts(items: readonly ContextItem[]): string[] {
  return Object.entries(headings).flatMap(([kind, heading]) => {
    const texts = items.filter((item) => item.kind === kind).map(contextText);
    return texts.length === 0 ? [] : [`${heading}\n${texts.join("\n")}`];
  });
}
