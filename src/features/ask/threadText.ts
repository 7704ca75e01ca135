import * as vscode from "vscode";
import { escapeMarkdown, safeMarkdown } from "../../host/safeMarkdown";
import { wordFailure } from "../../host/wordFailure";
import { formatCount, wordProgress } from "../../host/wordProgress";
import type { Answer, Conversation, LeftOut, Question } from "../../protocol/conversation";

const { t } = vscode.l10n;

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
      for (const warning of warnings(answer)) markdown.appendMarkdown(`\n\n$(warning) ${warning}`);
      return markdown.appendMarkdown(`\n\n_${footnote(question, answer)}_`);
  }
}

/** Words for the `when` clauses of the thread's buttons. */
export function threadContext({ turns }: Conversation): string {
  const answer = turns.at(-1)?.answer;
  if (!answer) return "empty";
  if (answer.kind === "pending") return "asked answering";
  const words = ["asked", "settled"];
  if (answer.text !== "") words.push("answered");
  if (answer.kind === "done" && ["length", "cancelled"].includes(answer.stopReason) && answer.text !== "")
    words.push("cut");
  return words.join(" ");
}

function warnings(answer: Extract<Answer, { kind: "done" }>): string[] {
  if (answer.stopReason === "length") {
    return [t("The answer was cut at the limit. Continue it with the arrow above.")];
  }
  if (answer.stopReason === "looping") {
    return [t("The model went in circles and was stopped. Ask again in other words.")];
  }
  if (answer.stopReason === "cancelled") return [t("Stopped.")];
  return answer.text.trim() === "" ? [t("The model gave no answer. Ask again in other words.")] : [];
}

/** Always the same three things: what was sent, what was left out, and the speed. */
function footnote(question: Question, answer: Extract<Answer, { kind: "done" }>): string {
  const parts = [sentText(question)];
  if (answer.leftOut.length > 0) parts.push(leftOutText(answer.leftOut));
  if (answer.timings) parts.push(t("{0} tokens/s", Math.round(answer.timings.tokensPerSecond)));
  return parts.filter((part) => part !== "").join(" · ");
}

function sentText({ code, context }: Question): string {
  const place = code
    ? [`${escapeMarkdown(code.path)} ${String(code.startLine)}-${String(code.endLine)}`]
    : [];
  const definitions = context.filter((item) => item.kind === "definition").length;
  const counted =
    definitions === 0 ? [] : [definitions === 1 ? t("1 definition") : t("{0} definitions", definitions)];
  const labels = context.filter((item) => item.kind !== "definition").map((item) => item.label);
  return [...place, ...labels, ...counted].join(", ");
}

function leftOutText(leftOut: readonly LeftOut[]): string {
  const tokens = leftOut.reduce((sum, item) => sum + item.tokens, 0);
  const labels = leftOut.map((item) => item.label).join(", ");
  return t("left out: {0} ({1} tokens)", labels, formatCount(tokens));
}
