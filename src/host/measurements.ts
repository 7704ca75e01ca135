import { stat } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import type * as vscode from "vscode";
import { isWorthDrafting } from "../engine/models/drafting";
import { speedKey } from "../engine/models/offers";

// Global state follows the person's profile to machines that are reached over SSH: the machine's name is in the keys.
const speedsKey = `gloss.speeds.${hostname()}`;
const trialsKey = `gloss.drafterTrials.${hostname()}`;

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

/** Names a model file for its measurements: the same file elsewhere is as fast. */
export async function measuredKey(modelPath: string): Promise<string> {
  return speedKey(modelPath, await bytesOf(modelPath));
}

/** Measured tokens a second by `measuredKey`. */
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
