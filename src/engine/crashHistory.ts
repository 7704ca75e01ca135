/** Pause before the start after the first crash in a row, the second, and so on. */
const pausesMs = [0, 1_000, 5_000, 30_000] as const;
const windowMs = 5 * 60_000;
/** So many crashes within the window, and the engine is no longer started by itself. */
const maxCrashes = 3;

export type StartAdvice = { readonly kind: "start"; readonly pauseMs: number } | { readonly kind: "stop" };

/** Remembers crashes, so that a model that always crashes does not take the machine with it. Times are in milliseconds. */
export class CrashHistory {
  /** Within the window, oldest first. */
  #times: number[] = [];
  /** Crashes since the last answer that came to its end. */
  #inARow = 0;

  crashed(nowMs: number): void {
    this.#times = [...this.#recent(nowMs), nowMs];
    this.#inARow += 1;
  }

  /** An answer came to its end: the next crash is the first in a row again, but still counts. */
  answered(): void {
    this.#inARow = 0;
  }

  /** A person asked for a new start, or the model is another one. */
  clear(): void {
    this.#times = [];
    this.#inARow = 0;
  }

  /** Whether the engine may be started now, and after which pause. */
  advice(nowMs: number): StartAdvice {
    const recent = this.#recent(nowMs);
    if (recent.length >= maxCrashes) return { kind: "stop" };
    const last = recent.at(-1);
    if (last === undefined || this.#inARow === 0) return { kind: "start", pauseMs: 0 };
    const pauseMs = pausesMs[Math.min(this.#inARow, pausesMs.length) - 1] ?? 0;
    return { kind: "start", pauseMs: Math.max(0, last + pauseMs - nowMs) };
  }

  #recent(nowMs: number): number[] {
    return this.#times.filter((time) => nowMs - time < windowMs);
  }
}
