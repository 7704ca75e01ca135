import * as vscode from "vscode";
import type { Confinement } from "../../engine/confinement";
import type { EngineState } from "../../engine/engine";
import type { Services } from "../../host/services";
import { wordConfinement } from "../../host/wordConfinement";
import { wordFailure } from "../../host/wordFailure";

/** One quiet item at the right that says how the model is and where data goes. */
export function registerStatus(
  services: Pick<Services, "engine" | "conversations" | "log" | "modelName">,
): vscode.Disposable {
  const { engine, conversations, log, modelName } = services;
  const item = vscode.window.createStatusBarItem("gloss.status", vscode.StatusBarAlignment.Right, 90);
  item.name = "Gloss";
  item.command = "gloss.showLog";
  const draw = (): void => {
    const { text, detail, isProblem } = wordState(engine.state, modelName());
    item.text = text;
    item.accessibilityInformation = { label: `Gloss: ${detail}`, role: "button" };
    item.tooltip = new vscode.MarkdownString(
      [
        `**Gloss** · ${detail}`,
        vscode.l10n.t("local · no network · {0}", wordConfinement(confinementOf(engine.state))),
        links(),
      ].join("\n\n"),
      true,
    );
    item.tooltip.isTrusted = {
      enabledCommands: ["gloss.showLog", "gloss.unloadModel", "workbench.action.openSettings"],
    };
    item.backgroundColor = isProblem ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
  };
  const stopWatching = [
    engine.onDidChangeState(draw),
    conversations.onDidChange(() => {
      void vscode.commands.executeCommand("setContext", "gloss.isAnswering", conversations.isAnswering); // cannot fail
    }),
  ];
  draw();
  item.show();
  return vscode.Disposable.from(
    item,
    ...stopWatching.map((dispose) => ({ dispose })),
    vscode.commands.registerCommand("gloss.showLog", () => log.show()),
    vscode.commands.registerCommand("gloss.unloadModel", () => engine.unload()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("gloss.model")) draw();
    }),
  );
}

interface StatusWords {
  readonly text: string;
  readonly detail: string;
  readonly isProblem: boolean;
}

function wordState(state: EngineState, model: string): StatusWords {
  const { t } = vscode.l10n;
  const words = (icon: string, detail: string, isProblem = false): StatusWords => ({
    text: `$(${icon}) ${model}`,
    detail,
    isProblem,
  });
  switch (state.kind) {
    case "stopped":
      return words("note", t("{0}, loaded with the first question", model));
    case "starting":
      return words("loading~spin", t("loading {0}", model));
    case "ready":
      return words("note", t("{0} is ready, {1} tokens of context", model, state.description.contextTokens));
    case "busy":
      return state.phase === "reading"
        ? words("loading~spin", t("{0} is reading", model))
        : words("loading~spin", t("{0} is answering", model));
    case "failed": {
      const { what, todo } = wordFailure(state.reason);
      return words("warning", `${what} ${todo}`, true);
    }
  }
}

function confinementOf(state: EngineState): Confinement | undefined {
  return state.kind === "ready" || state.kind === "busy" ? state.description.confinement : undefined;
}

function links(): string {
  const { t } = vscode.l10n;
  const settings = encodeURIComponent(JSON.stringify("@ext:gloss.gloss"));
  return [
    `[${t("Show log")}](command:gloss.showLog)`,
    `[${t("Unload the model")}](command:gloss.unloadModel)`,
    `[${t("Settings")}](command:workbench.action.openSettings?${settings})`,
  ].join(" · ");
}
