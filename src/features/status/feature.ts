import * as vscode from "vscode";
import type { Confinement } from "../../engine/confinement";
import type { EngineState } from "../../engine/engine";
import { reloadModel } from "../../host/reloadModel";
import { report } from "../../host/report";
import { escapeMarkdown } from "../../host/safeMarkdown";
import { serverBeside, type ServerBeside } from "../../host/serverBeside";
import type { Services } from "../../host/services";
import { wordWhereDataGoes } from "../../host/wordConfinement";
import { wordState } from "../../host/wordState";

/** One quiet item at the right that says how the model is and where data goes. */
export function registerStatus(
  services: Pick<Services, "engine" | "engines" | "conversations" | "log" | "modelName">,
): vscode.Disposable {
  const { engine, engines, conversations, log, modelName } = services;
  const item = vscode.window.createStatusBarItem("gloss.status", vscode.StatusBarAlignment.Right, 90);
  item.name = "Gloss";
  item.command = "gloss.showReport";
  let beside: ServerBeside | undefined;
  const draw = (): void => {
    const { state } = engine;
    const detail = wordState(state, modelName());
    const confinement = confinementOf(state);
    const level = confinement?.attestation.level;
    const whereDataGoes = wordWhereDataGoes(confinement);
    beside = serverBeside(engines, beside);
    const besideText = beside && wordBeside(beside);
    const isUnconfined = level === "none" || level === "process";
    item.text = isUnconfined
      ? `$(circle-slash) ${vscode.l10n.t("not confined")}`
      : `$(${icons[state.kind]}) ${modelName()}`;
    if (beside) item.text += ` $(cloud-upload) ${beside.host}`;
    const told = besideText === undefined ? [whereDataGoes] : [whereDataGoes, besideText];
    // Stands in place of the text for a screen reader, and has to say as much as text, colour and tooltip together.
    item.accessibilityInformation = { label: `Gloss: ${[detail, ...told].join(" · ")}`, role: "button" };
    item.tooltip = new vscode.MarkdownString(
      [`**Gloss** · ${escapeMarkdown(detail)}`, ...told.map(escapeMarkdown), links()].join("\n\n"),
      true,
    );
    item.tooltip.isTrusted = {
      enabledCommands: [
        "gloss.showReport",
        "gloss.showLog",
        "gloss.unloadModel",
        "gloss.restartEngine",
        "gloss.chooseEngine",
        "workbench.action.openSettings",
      ],
    };
    item.backgroundColor =
      state.kind === "failed" || isUnconfined
        ? new vscode.ThemeColor("statusBarItem.warningBackground")
        : undefined;
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
    vscode.commands.registerCommand("gloss.restartEngine", () => report(() => reloadModel(engine), log)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("gloss")) draw();
    }),
  );
}

const icons: Readonly<Record<EngineState["kind"], string>> = {
  stopped: "note",
  starting: "loading~spin",
  ready: "note",
  busy: "loading~spin",
  failed: "warning",
};

function confinementOf(state: EngineState): Confinement | undefined {
  return state.kind === "ready" || state.kind === "busy" ? state.description.confinement : undefined;
}

function wordBeside({ host, isAsked }: ServerBeside): string {
  const { t } = vscode.l10n;
  return isAsked
    ? t("Another extension asks {0}: what it sends goes there", host)
    : t("Another extension has asked {0}: what it sent went there", host);
}

function links(): string {
  const { t } = vscode.l10n;
  const settings = encodeURIComponent(JSON.stringify("@ext:gloss.gloss"));
  return [
    `[${t("Report")}](command:gloss.showReport)`,
    `[${t("Choose what answers")}](command:gloss.chooseEngine)`,
    `[${t("Show log")}](command:gloss.showLog)`,
    `[${t("Unload the model")}](command:gloss.unloadModel)`,
    `[${t("Restart the engine")}](command:gloss.restartEngine)`,
    `[${t("Settings")}](command:workbench.action.openSettings?${settings})`,
  ].join(" · ");
}
