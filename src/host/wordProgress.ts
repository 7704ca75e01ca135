import * as vscode from "vscode";
import type { EngineEvent } from "../engine/engine";
import type { Progress } from "../protocol/conversation";

const { t } = vscode.l10n;

/** The phase line under a question, e.g. "Reading 412 of 1,001 tokens · 8 s left". */
export function wordProgress(progress: Progress): string {
  switch (progress.kind) {
    case "gathering":
      return t("Looking around the code…");
    case "queued":
      return progress.ahead === 1
        ? t("Waiting for another answer…")
        : t("Waiting for {0} answers…", progress.ahead);
    case "loading":
      return t("Loading the model…");
    case "reading": {
      const { processedTokens, totalTokens, secondsLeft } = progress;
      const read = t("Reading {0} of {1} tokens", formatCount(processedTokens), formatCount(totalTokens));
      return secondsLeft !== undefined && secondsLeft >= 1
        ? `${read} · ${t("{0} s left", Math.ceil(secondsLeft))}`
        : `${read}…`;
    }
    case "answering":
      return progress.tokensPerSecond === undefined
        ? t("Answering…")
        : t("Answering · {0} tokens/s", Math.round(progress.tokensPerSecond));
  }
}

/** What the engine does before text comes, in the same words; nothing once it comes. */
export function wordEvent(event: EngineEvent): string {
  const isWaiting = event.kind === "queued" || event.kind === "loading" || event.kind === "reading";
  return isWaiting ? wordProgress(event) : "";
}

/** A count with the thousands marks of the editor's language. */
export function formatCount(count: number): string {
  return count.toLocaleString(vscode.env.language);
}
