import * as vscode from "vscode";
import type { EnginePair } from "../../engine/chosenEngine";
import type { Engine, EngineDescription } from "../../engine/engine";
import { localName, serverChoice, serverModelName } from "../../host/engineChoice";
import { readSettings } from "../../host/settings";

/** A model that other extensions can choose; its id says which engine answers. */
export interface OfferedModel extends vscode.LanguageModelChatInformation {
  readonly id: keyof EnginePair;
}

/** The model on this machine, and the one on a server if its address is set; `known` is what each engine said last. */
export function offeredModels(
  known: ReadonlyMap<Engine, EngineDescription>,
  engines: EnginePair,
): OfferedModel[] {
  const { t } = vscode.l10n;
  const { modelPath, projectorPath } = readSettings();
  const server = serverChoice();
  const here: OfferedModel = {
    ...limits(known.get(engines.here), modelPath === "" || projectorPath !== ""),
    id: "here",
    name: localName(),
    family: localName(),
    detail: t("on this machine"),
    tooltip: t("Gloss: nothing leaves this machine."),
  };
  if (server.kind !== "server") return [here];
  const there: OfferedModel = {
    ...limits(known.get(engines.server), true),
    id: "server",
    name: serverModelName(server.host),
    family: readSettings().remoteModel || server.host,
    detail: server.host,
    tooltip: t("Gloss: questions, code, pictures and sound go to {0}.", server.host),
  };
  return [here, there];
}

// Before the first question only the settings are known.
function limits(known: EngineDescription | undefined, mayReadImages: boolean) {
  const { contextTokens, answerMaxTokens } = readSettings();
  const context = known?.contextTokens ?? contextTokens;
  const maxOutputTokens = Math.min(answerMaxTokens, Math.floor(context / 3));
  return {
    version: "1",
    maxInputTokens: context - maxOutputTokens,
    maxOutputTokens,
    capabilities: { imageInput: known?.readsImages ?? mayReadImages, toolCalling: true },
  };
}
