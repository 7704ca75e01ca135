import * as path from "node:path";
import * as vscode from "vscode";
import type { EngineDescription } from "../../engine/engine";
import { engineChoice } from "../../host/engineChoice";
import {
  isTrialOf,
  isTrialWon,
  measuredKey,
  readTrial,
  type DrafterTrial,
  type Memory,
} from "../../host/measurements";
import { escapeMarkdown } from "../../host/safeMarkdown";
import { readSettings } from "../../host/settings";

/** The drafter that the settings choose, or else the last one that was tried with the chosen model. */
export interface DrafterFacts {
  /** Name of its file. */
  readonly name: string;
  readonly isChosen: boolean;
  /** How it did on this machine; undefined if it was not measured. */
  readonly trial: DrafterTrial | undefined;
}

const { t } = vscode.l10n;

/** What is known of the chosen model's drafter; undefined if there is none. */
export async function readDrafter(memory: Memory): Promise<DrafterFacts | undefined> {
  const settings = readSettings();
  const { modelPath, drafterPath } = settings;
  if (modelPath === "" || engineChoice().kind !== "here") return undefined;
  const trial = readTrial(memory, await measuredKey(modelPath, settings));
  if (drafterPath === "") return trial && { name: trial.name, isChosen: false, trial };
  const isTried = await isTrialOf(trial, drafterPath);
  return { name: path.basename(drafterPath), isChosen: true, trial: isTried ? trial : undefined };
}

/** Whether the drafter is used, and why, as one line of the report. */
export function drafterLines(
  drafter: DrafterFacts | undefined,
  description: EngineDescription | undefined,
): string[] {
  if (!drafter) return [];
  const uses: Record<DrafterUse, string> = {
    inUse: t("in use"),
    chosen: t("chosen"),
    notChosen: t("not chosen"),
    dropped: t("dropped"),
  };
  const { name, trial } = drafter;
  const use = uses[useOf(drafter, description)];
  return [`- ${t("Drafter: {0}, {1}; {2}", escapeMarkdown(name), use, wordTrial(trial))}`];
}

/** The same without the name of the file. */
export function drafterDiagnostics(
  drafter: DrafterFacts | undefined,
  description: EngineDescription | undefined,
): string[] {
  if (!drafter) return [];
  const speed = (tokensPerSecond: number | undefined): string => tokensPerSecond?.toFixed(1) ?? "no";
  const { trial } = drafter;
  const measured = trial ? `${speed(trial.drafted)} against ${speed(trial.plain)} tokens/s` : "not measured";
  return [`- drafter: ${useOf(drafter, description)}, ${measured}`];
}

type DrafterUse = "inUse" | "chosen" | "notChosen" | "dropped";

function useOf(
  { name, isChosen, trial }: DrafterFacts,
  description: EngineDescription | undefined,
): DrafterUse {
  const loaded = description?.confinement?.files.drafter;
  if (loaded !== undefined && path.basename(loaded) === name) return "inUse";
  if (isChosen) return "chosen";
  return isTrialWon(trial) ? "notChosen" : "dropped";
}

function wordTrial(trial: DrafterTrial | undefined): string {
  if (!trial) return t("not measured on this machine");
  const plain = trial.plain.toFixed(1);
  return trial.drafted === undefined
    ? t("the model did not answer with it, and makes {0} tokens a second without", plain)
    : t("{0} tokens a second with it, {1} without", trial.drafted.toFixed(1), plain);
}
