import { setTimeout as pause } from "node:timers/promises";
import { Failure, type EnginePhase } from "../protocol/failure";
import type { ServerProcess } from "./serverProcess";

/** How long a process may take to end after its connection broke. */
const endMs = 2_000;

/**
 * The `Failure` behind an error of a request. A broken connection is most often the first sign of a death: the process'
 * own end says more.
 */
export async function whyItBroke(
  error: unknown,
  server: ServerProcess | undefined,
  phase: EnginePhase,
): Promise<unknown> {
  if (error instanceof Failure && error.reason.kind !== "engineUnreachable") return error;
  if (server) await Promise.race([server.exited, pause(endMs)]);
  const crash = server?.crashReason(phase);
  if (crash) return new Failure(crash);
  if (error instanceof Failure || !isConnectionError(error)) return error;
  return new Failure({ kind: "engineUnreachable", detail: error.message });
}

function isConnectionError(error: unknown): error is Error {
  return error instanceof Error && "code" in error;
}
