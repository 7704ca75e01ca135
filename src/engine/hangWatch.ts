/** Longest silence of a server before it counts as hung, in milliseconds. */
export interface HangLimits {
  /** No line of output and not ready: reading 7 GB from a slow disk says something now and then. */
  readonly loadingMs: number;
  /** No progress through the prompt: one batch of 12B takes up to 160 s on two cores. */
  readonly readingMs: number;
  /** No next token. */
  readonly answeringMs: number;
}

export const hangLimits: HangLimits = { loadingMs: 120_000, readingMs: 300_000, answeringMs: 90_000 };

/** Calls `onHang` once when nothing was heard for longer than the limit. */
export class HangWatch {
  readonly #onHang: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(onHang: () => void) {
    this.#onHang = onHang;
  }

  /** Something was heard; the next must come within `limitMs`. */
  heard(limitMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onHang, limitMs);
    this.#timer.unref();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
