import { measureSpeed } from "../conversation/measureSpeed";
import type { Engine } from "../engine/engine";
import { isWorthDrafting } from "../engine/models/drafting";
import type { ModelPaths } from "../engine/models/offers";
import { Failure } from "../protocol/failure";
import type { ModelStore } from "./modelStore";

const measureMs = 5_000;

/**
 * Loads the chosen model and lets it answer for a few seconds, unless that is known: what it can do on this machine is
 * then no longer a guess. Its drafter is kept only if it wins here.
 */
export async function measureModel(
  engine: Engine,
  store: ModelStore,
  { paths, signal }: { readonly paths: ModelPaths; readonly signal: AbortSignal },
): Promise<void> {
  const options = { signal, forMs: measureMs };
  let plain = await store.chosenSpeed();
  if (plain === undefined) {
    plain = await measureSpeed(engine, options);
    if (plain !== undefined) await store.rememberSpeed(plain);
  }
  if (paths.drafter === undefined || plain === undefined || (await store.isDrafterKnown())) return;
  await store.setDrafter(paths.drafter);
  let isWorth = false;
  try {
    const drafted = await measureSpeed(engine, options);
    isWorth = isWorthDrafting(plain, drafted);
    if (isWorth && drafted !== undefined) await store.rememberSpeed(drafted);
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // it does not run with its drafter: then without
  } finally {
    if (!isWorth) await store.setDrafter("");
  }
  await store.rememberDrafter(isWorth);
}
