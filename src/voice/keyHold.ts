/** Longest time between two repeats of a key that is held: keyboards send one every 15 to 100 ms, and a busy editor passes them on late. */
const repeatMs = 350;
/** A keyboard begins to repeat a quarter of a second to a second after the press. */
const firstRepeatMs = 1_200;

/** What one press of the key that records means. */
export type Press =
  | "start"
  | "stop"
  /** The key is held, or was pressed again at once: both end the recording when no other press follows for `releaseMs`. */
  | "held"
  /** A key that is still held after its recording has ended by itself. */
  | "late";

/** How long no press may come until a held key counts as let go. */
export const releaseMs = repeatMs;

/**
 * Tells a key that is held from one that is pressed twice. An extension is told of presses alone (microsoft/vscode#31552;
 * the hold mode of the editor's own voice commands is closed to it), but a held key repeats.
 */
export class KeyHold {
  #startedAt = -Infinity;
  #lastAt = -Infinity;
  #isHeld = false;

  /** What was recorded is thrown away: a key that is pressed now begins anew. */
  forget(): void {
    this.#lastAt = -Infinity;
  }

  /** `nowMs` is the time of the press on any clock that only goes on. */
  press(nowMs: number, isRecording: boolean): Press {
    const sinceLast = nowMs - this.#lastAt;
    this.#lastAt = nowMs;
    if (!isRecording) {
      if (sinceLast < repeatMs) return "late";
      this.#startedAt = nowMs;
      this.#isHeld = false;
      return "start";
    }
    const isFirstRepeat = !this.#isHeld && nowMs - this.#startedAt < firstRepeatMs;
    if (sinceLast >= repeatMs && !isFirstRepeat) return "stop";
    this.#isHeld = true;
    return "held";
  }
}
