import type { EngineState } from "../engine/engine";
import { resolveLocalModel } from "../engine/localModel";
import { parseServerUrl } from "../engine/remote/serverTarget";
import { Failure, type FailureReason } from "../protocol/failure";
import { binaryPlaces } from "./localEngine";
import type { Services } from "./services";
import { readSettings } from "./settings";

/** What would keep the next question from being answered, as far as files and settings tell; loads nothing. */
export async function loadObstacle(
  extension: Pick<Services["extension"], "extensionUri">,
): Promise<FailureReason | undefined> {
  const settings = readSettings();
  try {
    if (settings.place === "server") parseServerUrl(settings.remoteUrl);
    else await resolveLocalModel(settings, binaryPlaces(extension));
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.reason;
    throw error;
  }
}

/** The engine's state as a person should know it: with what would stop the next question, without what was mended since. */
export function withObstacle(state: EngineState, obstacle: FailureReason | undefined): EngineState {
  if (state.kind === "starting" || state.kind === "busy") return state;
  if (obstacle) return { kind: "failed", reason: obstacle };
  const isMended = state.kind === "failed" && seenBeforehand.has(state.reason.kind);
  return isMended ? { kind: "stopped", why: "notStarted" } : state;
}

/** Failures that `loadObstacle` would still see if they were still there. */
const seenBeforehand: ReadonlySet<FailureReason["kind"]> = new Set([
  "engineMissing",
  "engineUnusable",
  "modelMissing",
  "modelUnreadable",
  "madeForAnotherModel",
  "serverNotSet",
]);
