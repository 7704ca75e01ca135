import * as vscode from "vscode";
import type { Engine } from "../engine/engine";
import { LocalEngine } from "../engine/localEngine";
import { resolveLocalModel } from "../engine/localModel";
import { bundledEngineFolder } from "../engine/serverBinary";
import { readSettings } from "./settings";
import { UnconfinedConsent } from "./unconfinedConsent";

/** The local engine as the settings say; it reads them before each question. */
export function createLocalEngine(
  { extensionPath, globalState }: Pick<vscode.ExtensionContext, "extensionPath" | "globalState">,
  log: vscode.LogOutputChannel,
): Engine {
  const consent = new UnconfinedConsent(globalState);
  return new LocalEngine({
    resolveSpec: () => {
      const { enginePath, ...choice } = readSettings();
      const places = {
        setting: enginePath,
        extensionFolder: extensionPath,
        searchPath: process.env["PATH"] ?? "",
      };
      return resolveLocalModel(choice, places);
    },
    // The processor only: GPU drivers are a large attack surface, and no GPU was there to try it with.
    tools: { helperFolder: bundledEngineFolder(extensionPath), devices: "cpu" },
    sandbox: () => {
      const { sandbox } = readSettings();
      return sandbox === "require" && consent.givenAt !== undefined ? "auto" : sandbox;
    },
    workspaceFolder: () =>
      vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath,
    idleMinutes: () => readSettings().idleMinutes,
    log: (line) => log.debug(line),
  });
}
