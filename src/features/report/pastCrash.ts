import type * as vscode from "vscode";
import type { EngineState } from "../../engine/engine";
import type { CrashReason } from "../../protocol/failure";

/** The last crash of the engine, of this or an earlier window. */
export interface PastCrash {
  /** ISO date. */
  readonly at: string;
  readonly reason: CrashReason;
}

const key = "gloss.lastCrash";
/** Of the last words of the process; enough to tell the cause. */
const keptCharacters = 2_000;

/** The crash that a state tells of. */
export function crashOf(state: EngineState): CrashReason | undefined {
  if (state.kind !== "failed") return undefined;
  const { reason } = state;
  if (reason.kind === "engineHangs" || reason.kind === "memoryExceeded") return reason;
  if (reason.kind !== "engineExited") return undefined;
  return { ...reason, exit: { ...reason.exit, stderrTail: reason.exit.stderrTail.slice(-keptCharacters) } };
}

export async function keepCrash(memory: Pick<vscode.Memento, "update">, reason: CrashReason): Promise<void> {
  await memory.update(key, { at: new Date().toISOString(), reason } satisfies PastCrash);
}

/** What `keepCrash` kept; `undefined` if there is nothing, or something that an older version wrote in another shape. */
export function readCrash(memory: Pick<vscode.Memento, "get">): PastCrash | undefined {
  const value: unknown = memory.get(key);
  if (typeof value !== "object" || value === null || !("at" in value) || !("reason" in value))
    return undefined;
  const { at, reason } = value;
  return typeof at === "string" && !Number.isNaN(Date.parse(at)) && isCrashReason(reason)
    ? { at, reason }
    : undefined;
}

function isCrashReason(value: unknown): value is CrashReason {
  if (typeof value !== "object" || value === null || !("kind" in value) || !("phase" in value)) return false;
  if (value.kind === "engineHangs") return true;
  if (value.kind === "memoryExceeded") return "usedBytes" in value && typeof value.usedBytes === "number";
  const exit = value.kind === "engineExited" && "exit" in value ? value.exit : undefined;
  return (
    typeof exit === "object" && exit !== null && "stderrTail" in exit && typeof exit.stderrTail === "string"
  );
}
