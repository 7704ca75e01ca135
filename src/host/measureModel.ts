import path from "node:path";
import { measureSpeed } from "../conversation/measureSpeed";
import type { Engine } from "../engine/engine";
import { isWorthDrafting } from "../engine/models/drafting";
import { speedKey, type ComputeSetup, type ModelPaths } from "../engine/models/offers";
import { Failure, type FailureReason } from "../protocol/failure";
import {
  abandonedTrial,
  bytesOf,
  isTrialOf,
  keepOnTrial,
  keepSpeed,
  keepTrial,
  measuredKey,
  readSpeeds,
  readTrial,
  type DrafterTrial,
  type Memory,
} from "./measurements";

const measureMs = 5_000;

/** What a drafter may be the cause of; a model that was unloaded meanwhile, for one, says nothing about it. */
const drafterFailures: ReadonlySet<FailureReason["kind"]> = new Set([
  "engineExited",
  "engineHangs",
  "memoryExceeded",
  "modelMissing",
  "modelUnreadable",
  "madeForAnotherModel",
  "modelTooLarge",
]);

/** Where measurements are kept, what they hold for, and how a drafter is chosen; empty for none. */
export interface MeasuringTools {
  readonly memory: Memory;
  readonly setup: ComputeSetup;
  readonly setDrafter: (file: string) => Promise<void>;
}

/**
 * Loads the chosen model and lets it answer for a few seconds, unless that is known: what it can do on this machine is
 * then no longer a guess. Its drafter is kept only if it wins here, and else the model is loaded again without it.
 * Resolves with the trial of the drafter, if there was one; throws the `Failure` of a model that does not run.
 */
export async function measureModel(
  engine: Pick<Engine, "answer" | "describe">,
  { memory, setup, setDrafter }: MeasuringTools,
  paths: ModelPaths,
  signal: AbortSignal,
): Promise<DrafterTrial | undefined> {
  const key = await measuredKey(paths.model, setup);
  const { drafter } = paths;
  const isUntried = drafter !== undefined && !(await isTrialOf(readTrial(memory, key), drafter));
  if (!isUntried && isSpeedKnown(memory, key)) return undefined;
  const options = { signal, forMs: measureMs };
  const isStopped = (): boolean => signal.aborted;
  // Also where its speed is known: on another day the machine did other things beside.
  const plain = await measureSpeed(engine, options);
  if (plain === undefined || isStopped()) return undefined;
  await keepSpeed(memory, await loadedKey(engine, key, signal), plain);
  if (!isUntried) return undefined;

  let drafted: number | undefined;
  let isKept = false;
  await keepOnTrial(memory, drafter);
  await setDrafter(drafter);
  try {
    drafted = await measureSpeed(engine, options);
    isKept = !isStopped() && isWorthDrafting(plain, drafted);
  } catch (error) {
    if (!(error instanceof Failure && drafterFailures.has(error.reason.kind))) throw error;
  } finally {
    if (!isKept) await setDrafter("");
    await keepOnTrial(memory, "");
  }
  if (isStopped()) return undefined;
  const name = path.basename(drafter);
  const trial = { name, bytes: await bytesOf(drafter), plain, ...(drafted !== undefined && { drafted }) };
  await keepTrial(memory, key, trial);
  if (isKept && drafted !== undefined) {
    await keepSpeed(memory, await loadedKey(engine, key, signal), drafted);
  }
  if (!isKept) await loadAgain(engine, signal);
  return trial;
}

/** Takes a drafter out of the settings whose window was ended in the middle of its trial. */
export async function endAbandonedTrial(
  { memory, setDrafter }: Pick<MeasuringTools, "memory" | "setDrafter">,
  chosenDrafter: string,
): Promise<void> {
  const drafter = abandonedTrial(memory);
  if (drafter === undefined) return;
  if (drafter === chosenDrafter) await setDrafter("");
  await keepOnTrial(memory, "");
}

// Either is enough: which of the two the next load is depends on the memory that is free then.
function isSpeedKnown(memory: Memory, key: string): boolean {
  const speeds = readSpeeds(memory);
  return [true, false].some((repacksWeights) => speeds[speedKey(key, { repacksWeights })] !== undefined);
}

async function loadedKey(
  engine: Pick<Engine, "describe">,
  key: string,
  signal: AbortSignal,
): Promise<string> {
  return speedKey(key, (await engine.describe(signal)).plan);
}

// The next question finds it ready, and nobody is shown the failure of a trial.
async function loadAgain(engine: Pick<Engine, "describe">, signal: AbortSignal): Promise<void> {
  try {
    await engine.describe(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
