import * as vscode from "vscode";
import type { EngineState } from "../engine/engine";
import { engineChoice } from "./engineChoice";
import { formatCount } from "./wordProgress";
import { wordFailure } from "./wordFailure";

/** What the engine does, in one line. */
export function wordState(state: EngineState, model: string): string {
  const { t } = vscode.l10n;
  const isServer = engineChoice().kind !== "here";
  switch (state.kind) {
    case "stopped":
      return isServer ? t("{0}, asked when you ask", model) : t("{0}, loaded with the first question", model);
    case "starting":
      if (state.pauseMs !== undefined)
        return t(
          "{0} crashed and pauses for {1} s before it starts again",
          model,
          Math.ceil(state.pauseMs / 1000),
        );
      return isServer ? t("connecting to {0}", model) : t("loading {0}", model);
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

/** The same in one or two words, to stand behind the model's name. */
export function wordStateBriefly(state: EngineState): string {
  const { t } = vscode.l10n;
  const isServer = engineChoice().kind !== "here";
  switch (state.kind) {
    case "stopped":
      return isServer ? t("not asked yet") : t("not loaded");
    case "starting":
      return isServer ? t("connecting") : t("loading");
    case "ready":
      return t("ready");
    case "busy":
      return state.phase === "reading" ? t("reading") : t("answering");
    case "failed":
      if (state.reason.kind === "serverNotSet") return t("not set up");
      return state.reason.kind === "modelMissing" ? t("file missing") : t("failed");
  }
}
