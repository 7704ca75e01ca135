import type { PanelAction } from "../src/protocol/panelContract";
import { button, h } from "./dom";
import { word } from "./words";

/** What to try first: each one does something real. */
export function emptyView(
  actions: readonly PanelAction[],
  { run, attach }: { readonly run: (action: PanelAction) => void; readonly attach: () => void },
): HTMLElement {
  const item = (label: string, onclick: () => void): HTMLElement =>
    button(label, onclick, { appearance: "secondary", class: "try" });
  return h(
    "div",
    { class: "empty" },
    h("h2", {}, word("emptyTitle")),
    item(word("emptyCode"), () => run("addSelection")),
    item(word("emptyPicture"), attach),
    actions.includes("voiceNote") && item(word("emptyVoice"), () => run("voiceNote")),
    actions.includes("chooseModel") && item(word("emptyModel"), () => run("chooseModel")),
    h("p", { class: "muted" }, word("emptyHint")),
  );
}
