/** A turn at the engine; `release` may be called more than once. */
export interface QueueTurn {
  readonly release: () => void;
}

/** Lets one caller in at a time, in the order of arrival; a caller that gives up leaves no gap. */
export class FairQueue {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** How many callers are in or wait. */
  get length(): number {
    return this.#waiting.length + (this.#isTaken ? 1 : 0);
  }

  /** Resolves when it is the caller's turn; rejects with the signal's reason when it is aborted first. */
  async enter(signal: AbortSignal): Promise<QueueTurn> {
    signal.throwIfAborted();
    if (this.#isTaken) await this.#wait(signal);
    this.#isTaken = true;
    let isReleased = false;
    return {
      release: () => {
        if (isReleased) return;
        isReleased = true;
        const next = this.#waiting.shift();
        // The queue stays taken while it is handed on: nobody may slip in between.
        if (next) next();
        else this.#isTaken = false;
      },
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(abortReason(signal));
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waiting.push(turn);
    });
  }
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted");
}
