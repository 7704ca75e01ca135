import type { DownloadView } from "../src/protocol/panelContract";
import { button, h } from "./dom";
import { word } from "./words";

/** How far a model that is being fetched is, with a way to pause it; hidden while there is none. */
export class DownloadRow {
  readonly element: HTMLElement;
  readonly #title = h("div", {});
  readonly #detail = h("div", { class: "muted" });
  readonly #bar = h("div", { class: "download-bar" });
  readonly #track = h(
    "div",
    { class: "download-track", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 },
    this.#bar,
  );

  constructor(pause: () => void) {
    const stop = button(word("pauseDownload"), pause, { appearance: "secondary" });
    const texts = h("div", { class: "download-text" }, this.#title, this.#detail);
    const row = h("div", { class: "download-row" }, texts, stop);
    this.element = h("div", { class: "download", hidden: true }, row, this.#track);
  }

  show(download: DownloadView | undefined): void {
    this.element.hidden = download === undefined;
    if (!download) return;
    const percent = Math.round(download.share * 100);
    this.#title.textContent = download.title;
    this.#detail.textContent = download.detail;
    this.#bar.style.width = `${String(percent)}%`;
    this.#track.setAttribute("aria-label", download.title);
    this.#track.setAttribute("aria-valuenow", String(percent));
    this.#track.setAttribute("aria-valuetext", download.detail);
  }
}
