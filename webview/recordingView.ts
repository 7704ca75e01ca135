import type { RecordingView as Recording } from "../src/protocol/panelContract";
import { h, icon, iconButton, showIcon } from "./dom";
import type { Port } from "./port";
import { word } from "./words";

/** What the microphone does: the time that is left, how loud it is, and a way to throw all of it away. */
export class RecordingView {
  readonly element: HTMLElement;
  readonly #icon = icon("record");
  readonly #text = h("span", { class: "recording-text" });
  readonly #level = h("span", { class: "level-now" });
  readonly #track = h("span", { class: "level", "aria-hidden": "true" }, this.#level);

  constructor(port: Port) {
    const discard = (): void => port.send({ kind: "discardRecording" });
    const button = iconButton("trash", word("discardRecording"), discard);
    this.element = h(
      "div",
      { class: "recording-view", role: "group", hidden: true },
      this.#icon,
      this.#text,
      this.#track,
      button,
    );
  }

  show(recording: Recording | undefined): void {
    this.element.hidden = !recording;
    if (!recording) return;
    const { text, level, isWarning } = recording;
    showIcon(this.#icon, isWarning ? "warning" : "record");
    this.#text.textContent = text;
    this.#text.title = text;
    this.#track.hidden = isWarning;
    this.element.setAttribute("aria-label", text);
    this.#level.style.inlineSize = `${String(Math.round(100 * level))}%`;
  }
}
