import * as vscode from "vscode";
import type { StopReason } from "../protocol/chat";
import type { Answer, LeftOut, Question } from "../protocol/conversation";
import { formatCount } from "./wordProgress";

const { t } = vscode.l10n;

type Done = Extract<Answer, { kind: "done" }>;

/** What a person should know about an answer besides its text; plain sentences. */
export function answerWarnings({ stopReason, usage, text }: Done): string[] {
  const warnings = [
    ...(usage?.pictureTokens === 0
      ? [t("The picture was not read: this answer is about the text alone.")]
      : []),
    ...stopWarning(stopReason),
  ];
  if (warnings.length > 0 || text.trim() !== "") return warnings;
  return [t("The model gave no answer. Ask again in other words.")];
}

function stopWarning(reason: StopReason): readonly string[] {
  switch (reason) {
    case "length":
      return [t("The answer was cut at the limit. It can be continued.")];
    case "looping":
      return [t("The model went in circles and was stopped. Ask again in other words.")];
    case "garbled":
      return [wordGarbled()];
    case "cancelled":
      return [t("Stopped.")];
    case "stop":
      return [];
  }
}

/** A model that writes reserved tokens and nothing else. */
export function wordGarbled(): string {
  return t(
    "The model gave nothing but reserved tokens. Check that its projector file (mmproj) belongs to it.",
  );
}

/** True if there is more to come of an answer that was cut or stopped. */
export function canContinue(answer: Answer): boolean {
  return (
    answer.kind === "done" && ["length", "cancelled"].includes(answer.stopReason) && answer.text.trim() !== ""
  );
}

/** Always the same three things: what was sent, what was left out, and the speed. Plain text. */
export function answerFootnote(question: Question, answer: Done): string {
  const parts = [sentText(question)];
  if (answer.leftOut.length > 0) parts.push(leftOutText(answer.leftOut));
  const { pictureTokens = 0 } = answer.usage ?? {};
  if (pictureTokens > 0) parts.push(t("read {0} tokens of pictures", formatCount(pictureTokens)));
  if (answer.timings) parts.push(t("{0} tokens/s", Math.round(answer.timings.tokensPerSecond)));
  // Labels mark names for Markdown, which this is not.
  const text = parts.filter((part) => part !== "").join(" · ");
  return text.replaceAll("`", "");
}

function sentText({ code, context, attachments }: Question): string {
  const place = code ? [`${code.path} ${String(code.startLine)}-${String(code.endLine)}`] : [];
  const definitions = context.filter((item) => item.kind === "definition").length;
  const counted =
    definitions === 0 ? [] : [definitions === 1 ? t("1 definition") : t("{0} definitions", definitions)];
  const labels = context.filter((item) => item.kind !== "definition").map((item) => item.label);
  const files = attachments.map(({ name }) => name);
  return [...place, ...files, ...labels, ...counted].join(", ");
}

/** What found no room in a question, with its cost. */
export function leftOutText(leftOut: readonly LeftOut[]): string {
  const tokens = leftOut.reduce((sum, item) => sum + item.tokens, 0);
  const labels = [...new Set(leftOut.map((item) => item.label))].join(", ");
  return t("left out: {0} ({1} tokens)", labels, formatCount(tokens));
}
