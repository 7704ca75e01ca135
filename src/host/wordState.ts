import * as vscode from "vscode";
import type { EngineState } from "../engine/engine";
import { formatCount } from "./wordProgress";
import { wordFailure } from "./wordFailure";

/** What the engine does, in one line. */
export function wordState(state: EngineState, model: string): string {
  const { t } = vscode.l10n;
  switch (state.kind) {
    case "stopped":
      return t("{0}, loaded with the first question", model);
    case "starting":
      return t("loading {0}", model);
    case "ready":
      return t("{0} is ready, {1} tokens of context", model, formatCount(state.description.contextTokens));
    case "busy":
      return state.phase === "reading" ? t("{0} is reading", model) : t("{0} is answering", model);
    case "failed": {
      const { what, todo } = wordFailure(state.reason);
      return `${what} ${todo}`;
    }
  }
}
