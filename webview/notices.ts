import { h, icon } from "./dom";

/** What a person should know about what they just did, line by line; read out as it comes. */
export class Notices {
  readonly element = h("div", { class: "notices", role: "alert", hidden: true });

  add(text: string): void {
    this.element.append(h("div", { class: "notice" }, icon("info"), h("span", {}, text)));
    this.element.hidden = false;
  }

  clear(): void {
    this.element.replaceChildren();
    this.element.hidden = true;
  }
}
