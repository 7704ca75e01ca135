import * as vscode from "vscode";
import { modelName as localModelName } from "../engine/localModel";
import { hostOf, isPrivateWay, parseServerUrl } from "../engine/remote/serverTarget";
import { Failure } from "../protocol/failure";
import { readSettings } from "./settings";

/** Which engine answers now, and for a server where data goes. */
export type EngineChoice =
  | { readonly kind: "here" }
  | { readonly kind: "server"; readonly url: string; readonly host: string; readonly isPrivateWay: boolean }
  | { readonly kind: "serverNotSet" };

/** What the settings choose. */
export function engineChoice(): EngineChoice {
  return readSettings().place === "here" ? { kind: "here" } : serverChoice();
}

/** Has this machine or the server of the settings answer from now on; only a person decides that. */
export async function choosePlace(place: "here" | "server"): Promise<void> {
  await vscode.workspace
    .getConfiguration("gloss")
    .update("engine.place", place, vscode.ConfigurationTarget.Global);
}

/** The server of the settings, whether it is chosen or not. */
export function serverChoice(): Exclude<EngineChoice, { readonly kind: "here" }> {
  try {
    const url = parseServerUrl(readSettings().remoteUrl);
    return { kind: "server", url, host: hostOf(url), isPrivateWay: isPrivateWay(url) };
  } catch (error) {
    if (error instanceof Failure) return { kind: "serverNotSet" };
    throw error;
  }
}

/** What the status bar and the threads call the chosen model, also before it is loaded. */
export function modelName(): string {
  const choice = engineChoice();
  switch (choice.kind) {
    case "here":
      return localName();
    case "server":
      return serverModelName(choice.host);
    case "serverNotSet":
      return vscode.l10n.t("no server");
  }
}

/** What the model on this machine is called, chosen or not. */
export function localName(): string {
  return localModelName(readSettings().modelPath);
}

/** A server's model with the place where it is. */
export function serverModelName(host: string): string {
  const model = readSettings().remoteModel.split("/").pop() ?? "";
  return model === "" ? host : `${model} · ${host}`;
}

/** Whether the embedded model would answer. */
export function isToyChosen(): boolean {
  return engineChoice().kind === "here" && readSettings().modelPath === "";
}
