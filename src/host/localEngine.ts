import type * as vscode from "vscode";
import type { Engine } from "../engine/engine";
import { LocalEngine } from "../engine/localEngine";
import { resolveLocalModel } from "../engine/localModel";
import { bundledEngineFolder } from "../engine/serverBinary";
import { readSettings } from "./settings";

/** The local engine as the settings say; it reads them before each question. */
export function createLocalEngine(extensionFolder: string, log: vscode.LogOutputChannel): Engine {
  return new LocalEngine({
    resolveSpec: () => {
      const { enginePath, ...choice } = readSettings();
      const places = { setting: enginePath, extensionFolder, searchPath: process.env["PATH"] ?? "" };
      return resolveLocalModel(choice, places);
    },
    // The processor only: GPU drivers are a large attack surface, and no GPU was there to try it with.
    tools: { helperFolder: bundledEngineFolder(extensionFolder), devices: "cpu" },
    sandbox: () => readSettings().sandbox,
    idleMinutes: () => readSettings().idleMinutes,
    log: (line) => log.debug(line),
  });
}
