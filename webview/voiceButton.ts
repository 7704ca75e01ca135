import type { Port } from "./port";
import { iconButton, showIcon } from "./dom";
import { word } from "./words";

/** A press that lasts longer than this is a hold: what was said is sent when it ends. */
const holdMs = 400;

/** The button that records: pressed twice, or held down with the pointer or with Space or Enter. */
export class VoiceButton {
  readonly element: HTMLElement;
  readonly #port: Port;
  #timer: number | undefined;
  #isHeld = false;
  /** The click that ends a press which was seen already. */
  #ignoresClick = false;

  constructor(port: Port) {
    this.#port = port;
    this.element = iconButton("mic", word("voiceNote"), () => this.#onClick());
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#ignoresClick = true;
      this.#down();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat) this.#down();
    });
    for (const kind of ["pointerenter", "focusin"]) {
      this.element.addEventListener(kind, () => port.send({ kind: "prepareRecording" }));
    }
    // Anywhere: the pointer may have left the button, and the keyboard too.
    for (const kind of ["pointerup", "pointercancel", "keyup", "blur"]) {
      window.addEventListener(kind, () => this.#up());
    }
    this.show(false);
  }

  show(isRecording: boolean): void {
    const label = word(isRecording ? "sendRecording" : "voiceNote");
    this.element.setAttribute("aria-label", label);
    this.element.title = isRecording ? label : word("voiceNoteHint");
    this.element.classList.toggle("recording", isRecording);
    showIcon(this.element, isRecording ? "mic-filled" : "mic");
  }

  #down(): void {
    this.#press();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#isHeld = true;
      this.#port.send({ kind: "holdRecording", isHeld: true });
    }, holdMs);
  }

  #up(): void {
    // The click of this press comes right after it, or never.
    window.setTimeout(() => (this.#ignoresClick = false));
    clearTimeout(this.#timer);
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#port.send({ kind: "holdRecording", isHeld: false });
  }

  // Without a press before it: by a screen reader, or by voice control.
  #onClick(): void {
    if (!this.#ignoresClick) this.#press();
  }

  #press(): void {
    this.#port.send({ kind: "action", action: "voiceNote" });
  }
}
