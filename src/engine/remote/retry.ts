import { setTimeout as sleep } from "node:timers/promises";

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
