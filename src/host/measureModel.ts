import path from "node:path";
import { measureSpeed } from "../conversation/measureSpeed";
import type { Engine } from "../engine/engine";
import { isWorthDrafting } from "../engine/models/drafting";
import type { ModelPaths } from "../engine/models/offers";
import { Failure, type FailureReason } from "../protocol/failure";
import {
  bytesOf,
  isTrialOf,
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

/** Where measurements are kept, and how a drafter is chosen; empty for none. */
export interface MeasuringTools {
  readonly memory: Memory;
  readonly setDrafter: (file: string) => Promise<void>;
}

/**
 * Loads the chosen model and lets it answer for a few seconds, unless that is known: what it can do on this machine is
 * then no longer a guess. Its drafter is kept only if it wins here, and else the model is loaded again without it.
 * Resolves with the trial of the drafter, if there was one; throws the `Failure` of a model that does not run.
 */
export async function measureModel(
  engine: Pick<Engine, "answer" | "describe">,
  { memory, setDrafter }: MeasuringTools,
  paths: ModelPaths,
  signal: AbortSignal,
): Promise<DrafterTrial | undefined> {
  const key = await measuredKey(paths.model);
  const { drafter } = paths;
  const isUntried = drafter !== undefined && !(await isTrialOf(readTrial(memory, key), drafter));
  if (!isUntried && readSpeeds(memory)[key] !== undefined) return undefined;
  const options = { signal, forMs: measureMs };
  const isStopped = (): boolean => signal.aborted;
  // Also where its speed is known: on another day the machine did other things beside.
  const plain = await measureSpeed(engine, options);
  if (plain === undefined || isStopped()) return undefined;
  await keepSpeed(memory, key, plain);
  if (!isUntried) return undefined;

  let drafted: number | undefined;
  let isKept = false;
  await setDrafter(drafter);
  try {
    drafted = await measureSpeed(engine, options);
    isKept = !isStopped() && isWorthDrafting(plain, drafted);
  } catch (error) {
    if (!(error instanceof Failure && drafterFailures.has(error.reason.kind))) throw error;
  } finally {
    if (!isKept) await setDrafter("");
  }
  if (isStopped()) return undefined;
  const name = path.basename(drafter);
  const trial = { name, bytes: await bytesOf(drafter), plain, ...(drafted !== undefined && { drafted }) };
  await keepTrial(memory, key, trial);
  if (isKept && drafted !== undefined) await keepSpeed(memory, key, drafted);
  if (!isKept) await loadAgain(engine, signal);
  return trial;
}

// The next question finds it ready, and nobody is shown the failure of a trial.
async function loadAgain(engine: Pick<Engine, "describe">, signal: AbortSignal): Promise<void> {
  try {
    await engine.describe(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
