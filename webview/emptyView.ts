import type { PanelAction, PanelState } from "../src/protocol/panelContract";
import { button, h, icon } from "./dom";
import { word } from "./words";

/** What to try first: each one does something real. */
export function emptyView(
  { actions, hint }: PanelState,
  { run, attach }: { readonly run: (action: PanelAction) => void; readonly attach: () => void },
): HTMLElement {
  const item = (name: string, label: string, onclick: () => void): HTMLElement => {
    const element = button(word(label), onclick, { appearance: "secondary", class: "try" });
    const picture = icon(name);
    picture.slot = "start";
    element.prepend(picture);
    return element;
  };
  return h(
    "div",
    { class: "empty" },
    h("h2", {}, word("emptyTitle")),
    item("code", "emptyCode", () => run("explainSelection")),
    item("file-media", "emptyPicture", attach),
    actions.includes("voiceNote") && item("mic", "emptyVoice", () => run("voiceNote")),
    actions.includes("chooseModel") && item("cloud-download", "emptyModel", () => run("chooseModel")),
    h("p", { class: "muted" }, hint),
  );
}
