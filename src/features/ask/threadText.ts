import * as vscode from "vscode";
import { fencedBlocks } from "../../edits/fencedBlocks";
import { escapeMarkdown, safeMarkdown } from "../../host/safeMarkdown";
import { answerFootnote, answerWarnings, canContinue } from "../../host/wordAnswer";
import { wordFailure } from "../../host/wordFailure";
import { wordProgress } from "../../host/wordProgress";
import type { Answer, Conversation, Question } from "../../protocol/conversation";

/** The question as its author wrote it: plain text, never Markdown. */
export function questionMarkdown({ instruction }: Question): vscode.MarkdownString {
  return new vscode.MarkdownString(escapeMarkdown(instruction));
}

/** An answer as it stands: phase line or text, a warning or the reason of a failure, and the footnote. */
export function answerMarkdown(question: Question, answer: Answer): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString("", true);
  const text = safeMarkdown(answer.text);
  switch (answer.kind) {
    case "pending": {
      const phase = `_${wordProgress(answer.progress)}_`;
      return markdown.appendMarkdown(text === "" ? phase : `${text}\n\n${phase}`);
    }
    case "failed": {
      const { code, what, todo } = wordFailure(answer.reason);
      markdown.appendMarkdown(text === "" ? "$(error) " : `${text}\n\n$(error) `);
      return markdown.appendMarkdown(escapeMarkdown(`${what} ${todo} (${code})`));
    }
    case "done":
      markdown.appendMarkdown(text);
      for (const warning of answerWarnings(answer)) {
        markdown.appendMarkdown(`\n\n$(warning) ${escapeMarkdown(warning)}`);
      }
      return markdown.appendMarkdown(`\n\n_${escapeMarkdown(answerFootnote(question, answer))}_`);
  }
}

/** Words for the `when` clauses of the thread's buttons. */
export function threadContext({ turns }: Conversation): string {
  const answer = turns.at(-1)?.answer;
  if (!answer) return "empty";
  if (answer.kind === "pending") return "asked answering";
  const words = ["asked", "settled"];
  if (answer.text !== "") words.push("answered");
  if (canContinue(answer)) words.push("cut");
  if (fencedBlocks(answer.text).blocks.length === 1) words.push("code");
  return words.join(" ");
}
