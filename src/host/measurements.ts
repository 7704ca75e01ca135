import { stat } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import type * as vscode from "vscode";
import { isWorthDrafting } from "../engine/models/drafting";
import { measuredName, type ComputeSetup } from "../engine/models/offers";
import { isOwnerGone, ownerTag } from "../engine/owner";

// Global state follows the person's profile to machines that are reached over SSH: the machine's name is in the keys.
const speedsKey = `gloss.speeds.${hostname()}`;
const trialsKey = `gloss.drafterTrials.${hostname()}`;
const onTrialKey = `gloss.drafterOnTrial.${hostname()}`;

export type Memory = Pick<vscode.Memento, "get" | "update">;

/** One model measured without and with one drafter, in tokens a second. */
export interface DrafterTrial {
  /** File name of the drafter. */
  readonly name: string;
  readonly bytes: number;
  readonly plain: number;
  /** Absent if the model did not run with it, or answered too little. */
  readonly drafted?: number;
}

/** Names a model file for its measurements. */
export async function measuredKey(modelPath: string, setup: ComputeSetup): Promise<string> {
  return measuredName(modelPath, await bytesOf(modelPath), setup);
}

/** Measured tokens a second by `speedKey`. */
export function readSpeeds(memory: Memory): Readonly<Record<string, number>> {
  return memory.get<Readonly<Record<string, number>>>(speedsKey, {});
}

export async function keepSpeed(memory: Memory, key: string, tokensPerSecond: number): Promise<void> {
  await memory.update(speedsKey, { ...readSpeeds(memory), [key]: tokensPerSecond });
}

/** How the model's last drafter did; undefined if none was tried on this machine. */
export function readTrial(memory: Memory, key: string): DrafterTrial | undefined {
  return readTrials(memory)[key];
}

export async function keepTrial(memory: Memory, key: string, trial: DrafterTrial): Promise<void> {
  await memory.update(trialsKey, { ...readTrials(memory), [key]: trial });
}

/** Remembers that a drafter is in the settings only to be tried; empty when that is over. */
export async function keepOnTrial(memory: Memory, drafter: string): Promise<void> {
  await memory.update(onTrialKey, drafter === "" ? undefined : { drafter, owner: ownerTag() });
}

/** The drafter whose trial ended with its window, before it was proven; undefined if there is none. */
export function abandonedTrial(memory: Memory): string | undefined {
  const trial = memory.get<{ readonly drafter: string; readonly owner: string }>(onTrialKey);
  return trial && isOwnerGone(trial.owner) ? trial.drafter : undefined;
}

/** Whether the trial was one of this drafter. */
export async function isTrialOf(trial: DrafterTrial | undefined, drafterPath: string): Promise<boolean> {
  return trial?.name === path.basename(drafterPath) && trial.bytes === (await bytesOf(drafterPath));
}

/** Whether the drafter won: it is used from then on. */
export function isTrialWon(trial: DrafterTrial | undefined): boolean {
  return isWorthDrafting(trial?.plain, trial?.drafted);
}

/** Size of a file; 0 if it is absent: the load names it. */
export async function bytesOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

function readTrials(memory: Memory): Readonly<Record<string, DrafterTrial>> {
  return memory.get<Readonly<Record<string, DrafterTrial>>>(trialsKey, {});
}
