import * as vscode from "vscode";
import type { ClipState } from "../protocol/sound";

/** What is being said: a question to be answered, or a command to be obeyed. */
export type Purpose = "note" | "command";

export type MicrophoneState =
  | { readonly kind: "idle" }
  | { readonly kind: "opening"; readonly purpose: Purpose }
  /** The device is open; so it is in no other state. */
  | {
      readonly kind: "recording";
      readonly purpose: Purpose;
      readonly device: string;
      readonly clip: ClipState;
    }
  /** The device is closed, and the model reads what was said, or does something else before that. */
  | { readonly kind: "hearing"; readonly purpose: Purpose; readonly isWaiting: boolean };

/** What the one microphone of this window does, for all who show it; only the feature that records switches it. */
export class MicrophoneLight {
  readonly #didChange = new vscode.EventEmitter<MicrophoneState>();
  #state: MicrophoneState = { kind: "idle" };

  readonly onDidChange = this.#didChange.event;

  get state(): MicrophoneState {
    return this.#state;
  }

  set state(state: MicrophoneState) {
    this.#state = state;
    this.#didChange.fire(state);
  }

  dispose(): void {
    this.#didChange.dispose();
  }
}
