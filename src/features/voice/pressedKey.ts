import { KeyHold, releaseMs } from "../../voice/keyHold";
import type { Microphone } from "./microphone";

/** The key, button or click that records: pressed twice, or held and let go. */
export class PressedKey {
  readonly #microphone: Microphone;
  readonly #hold = new KeyHold();
  #release: NodeJS.Timeout | undefined;

  constructor(microphone: Microphone) {
    this.#microphone = microphone;
  }

  /** True if this press begins a recording; every other one does what it means by itself. */
  press(): boolean {
    const press = this.#hold.press(performance.now(), this.#microphone.state.kind !== "idle");
    clearTimeout(this.#release);
    switch (press) {
      case "start":
        return true;
      case "late":
        return false;
      case "stop":
        this.#microphone.stop();
        return false;
      case "held":
        this.#microphone.hold();
        this.#release = setTimeout(() => this.#letGo(), releaseMs);
        return false;
    }
  }

  /** Throws away what is being recorded, or what the model makes of it. */
  discard(): void {
    clearTimeout(this.#release);
    this.#hold.forget();
    this.#microphone.discard();
  }

  dispose(): void {
    clearTimeout(this.#release);
  }

  // Presses that came while this process was busy are still to be read: each one starts the time anew.
  #letGo(): void {
    this.#release = setTimeout(() => this.#microphone.stop(), 20);
  }
}
