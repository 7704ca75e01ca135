import type { Chip } from "../src/protocol/panelContract";
import { h, icon, iconButton } from "./dom";
import type { Media } from "./media";
import { soundPlayer } from "./soundPlayer";
import { word } from "./words";

export interface ChipActions {
  readonly remove?: (id: string) => void;
  /** Opens the picture for cropping, covering and numbering. */
  readonly edit?: (chip: Chip) => void;
  /** Writes a sound to a file. */
  readonly save?: (key: string) => void;
}

/** What goes along with a question: code by its place, a picture as a thumbnail, a sound to play. */
export function chipElement(chip: Chip, media: Media, { remove, edit, save }: ChipActions = {}): HTMLElement {
  const { kind, label, mediaKey } = chip;
  const name = h("span", { class: "chip-label" }, label);
  const detail = chip.detail !== "" && kind !== "code" && h("span", { class: "chip-detail" }, chip.detail);
  return h(
    "div",
    { class: `chip chip-${kind}`, role: "listitem", title: chip.detail || label },
    picture(chip, media, edit),
    h("span", { class: "chip-text" }, name, detail),
    kind === "audio" &&
      mediaKey !== undefined &&
      save &&
      iconButton("save", word("saveSound", label), () => save(mediaKey)),
    remove && iconButton("close", word("remove", label), () => remove(chip.id)),
  );
}

function picture(chip: Chip, media: Media, edit: ChipActions["edit"]): HTMLElement {
  const { kind, label, mediaKey } = chip;
  if (kind === "code" || mediaKey === undefined) {
    return icon("code");
  }
  if (kind === "audio") {
    return soundPlayer(label, (use) => media.load(mediaKey, use));
  }
  const image = h("img", { class: "thumbnail", alt: edit ? "" : label }) as HTMLImageElement;
  media.load(mediaKey, (url) => (image.src = url));
  if (!edit || chip.detail === "") return image;
  return h(
    "button",
    {
      class: "thumbnail-button",
      type: "button",
      "aria-label": word("editPicture", label),
      onclick: () => edit(chip),
    },
    image,
  );
}
