import * as vscode from "vscode";
import type { RefusedReason } from "../../edits/verdict";

const { t } = vscode.l10n;

/** Why an answer did not become an edit, in one sentence. */
export function wordRefusal(reason: RefusedReason): string {
  switch (reason.kind) {
    case "empty":
      return t("The answer was not used: there is no code in it.");
    case "stopped":
      return t("Stopped.");
    case "truncated":
      return wordTruncated(reason.by);
    case "looping":
      return t("The answer was not used: the model went in circles.");
    case "declined":
      return t("The answer was not used: the model says that it cannot do this.");
    case "noBlock":
      return t("The answer was not used: it is text, and not one block of code.");
    case "severalBlocks":
      return t("The answer was not used: it has {0} blocks of code instead of one.", reason.count);
    case "fenceInside":
      return t("The answer was not used: there are Markdown fences in its code.");
    case "otherLanguage":
      return t('The answer was not used: it is "{0}" and not the code itself.', reason.language);
    case "placeholder":
      return t('The answer was not used: it leaves code out ("{0}").', short(reason.line));
    case "lineNumbers":
      return t("The answer was not used: there are line numbers in its code.");
    case "controlTokens":
      return t("The answer was not used: there are marks in it that do not belong into a file.");
    case "incomplete":
      return t("The answer was not used: it is only a part of what should be replaced.");
    case "surroundings":
      return t('The answer was not used: it repeats code around the selection ("{0}").', short(reason.line));
    case "unchanged":
      return t("The answer changes nothing.");
    case "codeChanged":
      return t("The answer was not used: it is not a comment alone, and changes the code.");
    case "noPlace":
      return t("The answer was not used: the selected code has no place for a doc comment.");
    case "noTest":
      return t("The answer was not used: it repeats the code instead of testing it.");
  }
}

function wordTruncated(by: Extract<RefusedReason, { kind: "truncated" }>["by"]): string {
  switch (by) {
    case "answer":
      return t(
        'The answer was not used: it was cut before its end. Raise "gloss.answer.maxTokens", or select less.',
      );
    case "context":
      return t(
        'The answer was not used: the context was full before its end. Select less, or raise "gloss.model.contextTokens".',
      );
    case "model":
      return t("The answer was not used: the model ended it before its code was whole. Ask again.");
  }
}

function short(line: string): string {
  const trimmed = line.trim();
  return trimmed.length > 60 ? `${trimmed.slice(0, 60)}…` : trimmed;
}
