import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../protocol/failure";

export interface RetryLimits {
  /** How often a busy server is asked, at most. */
  readonly tries: number;
  /** Bound of the first pause; each further bound is twice as long. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

export const retryLimits: RetryLimits = { tries: 6, firstPauseMs: 500, longestPauseMs: 20_000 };

/**
 * Waits before the next try: a random part of a growing bound, so that many clients of one busy server do not come
 * back at the same moment; at least what the server asks for.
 */
export async function pauseBeforeRetry(
  tried: number,
  { limits, retryAfterMs }: { readonly limits: RetryLimits; readonly retryAfterMs: number | undefined },
  signal: AbortSignal,
): Promise<void> {
  const bound = Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** (tried - 1));
  const asked = Math.min(limits.longestPauseMs, retryAfterMs ?? 0);
  await sleep(asked + Math.random() * bound, undefined, { signal });
}

/** Asks a server again that is too busy; throws a `Failure` serverBusy if it stays so, and what else `ask` throws. */
export async function askUntilFree<T>(
  ask: () => Promise<T>,
  { limits, host }: { readonly limits: RetryLimits; readonly host: string },
  signal: AbortSignal,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      const busy = busyReason(error);
      if (!busy) throw error;
      if (tried >= limits.tries) throw new Failure({ kind: "serverBusy", host, tries: tried });
      await pauseBeforeRetry(tried, { limits, retryAfterMs: busy.retryAfterMs }, signal);
    }
  }
}

/** What a server says that is too busy now; undefined for all else. */
export function busyReason(error: unknown): { readonly retryAfterMs: number | undefined } | undefined {
  if (!(error instanceof Failure) || error.reason.kind !== "engineRefused") return undefined;
  const { status, retryAfterMs } = error.reason;
  return status === 429 || status === 503 ? { retryAfterMs } : undefined;
}
