import * as vscode from "vscode";
import { isSpoken } from "../prompt/voiceNote";
import type { Turn } from "../protocol/conversation";

/** A question as its author wrote it, or as the model heard it. Plain text. */
export function wordQuestion({ question, answer }: Turn): string {
  if (!isSpoken(question)) return question.instruction;
  return answer.heard ? vscode.l10n.t("Heard: {0}", answer.heard) : vscode.l10n.t("Spoken question");
}
