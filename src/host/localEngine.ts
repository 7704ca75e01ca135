import * as vscode from "vscode";
import { withLauncher } from "../engine/confinement";
import type { Engine } from "../engine/engine";
import { listDevices } from "../engine/listDevices";
import type { GpuDevice } from "../engine/models/gpuDevices";
import { LocalEngine } from "../engine/localEngine";
import { resolveLocalModel, toyFiles } from "../engine/localModel";
import { bundledEngineFolder, findServerBinary, type BinaryPlaces } from "../engine/serverBinary";
import type { SandboxPolicy } from "../engine/sandbox/chooseLauncher";
import { readSettings } from "./settings";
import { UnconfinedConsent } from "./unconfinedConsent";

type Extension = Pick<vscode.ExtensionContext, "extensionUri" | "globalState">;

/** The local engine as the settings say; it reads them before each question. */
export function createLocalEngine(extension: Extension, log: vscode.LogOutputChannel): Engine {
  return new LocalEngine({
    resolveSpec: () => resolveLocalModel(readSettings(), binaryPlaces(extension)),
    helperFolder: bundledEngineFolder(extension.extensionUri.fsPath),
    sandbox: () => policyHere(extension),
    workspaceFolder: () =>
      vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath,
    idleMinutes: () => readSettings().idleMinutes,
    log: (line) => log.debug(line),
  });
}

/** Graphics cards that a model may be loaded to; undefined unless the settings allow them. Throws `Failure`. */
export async function allowedGpus(extension: Extension): Promise<readonly GpuDevice[] | undefined> {
  const { devices } = readSettings();
  if (devices === "cpu") return undefined;
  const tools = { helperFolder: bundledEngineFolder(extension.extensionUri.fsPath), devices };
  const binary = await findServerBinary(binaryPlaces(extension));
  const files = toyFiles(extension.extensionUri.fsPath);
  return withLauncher(policyHere(extension), tools, ({ launcher }) => listDevices(launcher, binary, files));
}

/** Where the engine's program may be. */
export function binaryPlaces({ extensionUri }: Pick<Extension, "extensionUri">): BinaryPlaces {
  return {
    setting: readSettings().enginePath,
    extensionFolder: extensionUri.fsPath,
    searchPath: process.env["PATH"] ?? "",
  };
}

function policyHere({ globalState }: Extension): SandboxPolicy {
  const { sandbox } = readSettings();
  const isConsentGiven = new UnconfinedConsent(globalState).givenAt !== undefined;
  return sandbox === "require" && isConsentGiven ? "auto" : sandbox;
}
