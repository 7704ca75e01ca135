import { imageBudgets, imageTokens, isSameSize, readSize, sizeWithin } from "../src/protocol/imageTokens";
import type { Chip } from "../src/protocol/panelContract";
import { button, h, icon, iconButton } from "./dom";
import type { Media } from "./media";
import type { Sketch } from "./memory";
import {
  burnIn,
  croppedSize,
  drawnShape,
  moved,
  placedShape,
  resized,
  withShape,
  type Shape,
  type Tool,
} from "./pictureShapes";
import type { Port } from "./port";
import { draw, encode } from "./preparePicture";
import { shapeElement } from "./shapeElement";
import { word } from "./words";

export interface PictureEditorOptions {
  readonly chip: Chip;
  readonly media: Media;
  readonly port: Port;
  /** Tokens a second at which this machine reads, if it is known. */
  readonly speed: number | undefined;
  readonly close: () => void;
  /** What an earlier page had of it. */
  readonly sketch?: Sketch;
}

const tools: readonly (readonly [Tool, string, string])[] = [
  ["crop", "screen-normal", "toolCrop"],
  ["cover", "eye-closed", "toolCover"],
  ["mark", "symbol-number", "toolMark"],
];
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Crop, cover and number a picture before it is sent; stands in place of the composer. */
export class PictureEditor {
  readonly element: HTMLElement;
  readonly #options: PictureEditorOptions;
  readonly #stage = h("div", { class: "stage", tabindex: 0, role: "group" });
  readonly #image = h("img", { alt: "", draggable: "false" }) as HTMLImageElement;
  readonly #overlay = h("div", { class: "overlay" });
  readonly #preview = h("div", { class: "preview" });
  readonly #cost = h("div", { class: "cost", role: "status" });
  readonly #warning = h("div", { class: "warning", role: "alert", hidden: true });
  readonly #toolButtons: HTMLElement[];
  readonly #undo: HTMLElement;
  /** After one Escape: a second one discards what was drawn. */
  #isLeaving = false;
  #picture: ImageBitmap | undefined;
  #shapes: readonly Shape[] = [];
  #before: (readonly Shape[])[] = [];
  /** The shape that the arrow keys moved last. */
  #stepped: number | undefined;
  #tool: Tool = "crop";
  #budget: number = imageBudgets[0];

  constructor(options: PictureEditorOptions) {
    this.#options = options;
    this.#toolButtons = tools.map(([tool, name, label]) => {
      const element = iconButton(name, word(label), () => this.#choose(tool), { "data-tool": tool });
      element.append(h("bdi", { class: "tool-label" }, word(label))); // the toolkit squeezes a span
      return element;
    });
    this.#shapes = options.sketch?.shapes ?? [];
    this.#budget = options.sketch?.budget ?? imageBudgets[0];
    this.#undo = iconButton("discard", word("undo"), () => this.#takeBack());
    const budget = h(
      "vscode-dropdown",
      { "aria-label": word("budget"), class: "budget" },
      ...imageBudgets.map((tokens) =>
        h(
          "vscode-option",
          { value: tokens, selected: tokens === this.#budget },
          // No picture is read as less than the smallest, and most as a little more.
          word(
            tokens === imageBudgets.at(-1) ? "budgetLeast" : "budgetOption",
            tokens.toLocaleString(document.documentElement.lang),
          ),
        ),
      ),
    );
    budget.addEventListener("change", () => {
      this.#budget = "value" in budget ? Number(budget.value) : this.#budget;
      this.#drawPreview();
    });
    const bar = h("div", { class: "row", role: "toolbar" }, ...this.#toolButtons, this.#undo);
    const ends = h(
      "div",
      { class: "row" },
      button(word("done"), () => void this.#finish()), // closes the editor, or stays with what was drawn
      button(word("cancel"), () => this.#close(), { appearance: "secondary" }),
    );
    this.#stage.setAttribute("aria-label", `${options.chip.label}. ${word("editorHelp")}`);
    this.#stage.append(this.#image, this.#overlay);
    const caption = h("div", { class: "row caption" }, h("span", {}, word("editorTitle")), budget);
    this.element = h(
      "section",
      { class: "picture-editor", "aria-label": word("editPicture", options.chip.label) },
      ...[bar, this.#stage, caption, this.#cost, this.#preview, this.#warning, ends],
    );
    this.#stage.addEventListener("pointerdown", (event) => this.#startDrag(event));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.#choose("crop");
    // All pixels of the file: a part that is cut out of a large picture keeps its detail.
    options.media.load(this.#mediaKey, (url) => void this.#open(url)); // an unreadable one never gets here
  }

  focus(): void {
    this.#stage.focus();
  }

  get #mediaKey(): string {
    return `${this.#options.chip.id}-whole`;
  }

  async #open(url: string): Promise<void> {
    this.#image.src = url;
    await this.#image.decode();
    this.#picture = await createImageBitmap(this.#image);
    this.#draw();
  }

  #choose(tool: Tool): void {
    this.#tool = tool;
    for (const element of this.#toolButtons) {
      const isChosen = element.dataset["tool"] === tool;
      element.setAttribute("aria-pressed", String(isChosen));
      element.classList.toggle("chosen", isChosen);
    }
  }

  /** Changes what is drawn; steps of one shape with the arrow keys are one step to undo. */
  #put(shapes: readonly Shape[], steppedIndex?: number): void {
    if (steppedIndex === undefined || steppedIndex !== this.#stepped) this.#before.push(this.#shapes);
    this.#stepped = steppedIndex;
    this.#shapes = shapes;
    this.#draw();
  }

  #takeBack(): void {
    this.#stepped = undefined;
    this.#shapes = this.#before.pop() ?? this.#shapes;
    this.#draw();
  }

  #draw(): void {
    const picture = this.#picture;
    if (!picture) return;
    this.#warning.hidden = true;
    this.#isLeaving = false;
    this.#undo.toggleAttribute("disabled", this.#before.length === 0);
    const focused = [...this.#overlay.children].findIndex((element) => element === document.activeElement);
    const counts = { crop: 0, cover: 0, mark: 0 };
    this.#overlay.replaceChildren(
      ...this.#shapes.map((shape) => {
        counts[shape.kind] += 1;
        return shapeElement(shape, { number: counts[shape.kind], picture });
      }),
    );
    const again = this.#overlay.children[Math.min(focused, this.#overlay.children.length - 1)];
    if (focused >= 0 && again instanceof HTMLElement) again.focus();
    this.#drawPreview();
  }

  #drawPreview(): void {
    const picture = this.#picture;
    if (!picture) return;
    const { chip, port, speed } = this.#options;
    const size = sizeWithin(croppedSize(picture, this.#shapes), this.#budget);
    const read = readSize(size);
    const tokens = imageTokens(size);
    const canvas = burnIn(picture, this.#shapes, read);
    this.#preview.replaceChildren(canvas);
    // As high as at first, whatever is cut out: nothing may move while a person draws.
    const { style } = this.#preview;
    if (style.getPropertyValue("--preview-height") === "") {
      style.setProperty("--preview-height", `${String(canvas.offsetHeight)}px`);
    }
    this.#cost.textContent = [
      `${String(size.width)}x${String(size.height)}`,
      word("tokens", tokens.toLocaleString(document.documentElement.lang)),
      ...(isSameSize(read, size) ? [] : [word("readAt", `${String(read.width)}x${String(read.height)}`)]),
      ...(speed === undefined ? [] : [word("aboutSeconds", Math.max(1, Math.round(tokens / speed)))]),
    ].join(" · ");
    const sketch = { chipId: chip.id, shapes: [...this.#shapes], budget: this.#budget };
    port.memory.keep({ sketch });
  }

  async #finish(): Promise<void> {
    const picture = this.#picture;
    const isChanged = this.#shapes.length > 0 || this.#budget !== imageBudgets[0];
    try {
      if (picture && isChanged) await this.#replace(picture);
    } catch {
      this.#warn(word("notDrawn")); // the browser does not say why a canvas gives no picture
      return;
    }
    this.#close();
  }

  async #replace(picture: ImageBitmap): Promise<void> {
    const { chip, port, media } = this.#options;
    const own = croppedSize(picture, this.#shapes);
    // Painted over before it is scaled: scaling would mix what is covered into the pixels beside it.
    const whole = burnIn(picture, this.#shapes, own);
    const size = sizeWithin(own, this.#budget);
    const bytes = await encode(isSameSize(size, own) ? whole : draw(whole, size));
    port.send({ kind: "replacePicture", id: chip.id, picture: bytes, ...size });
    // What was covered must not stay anywhere.
    for (const key of [chip.mediaKey ?? "", this.#mediaKey]) media.forget(key);
  }

  /** Closes the editor if nothing is lost by it, or a person insists. */
  #leave(): void {
    if (this.#shapes.length === 0 || this.#isLeaving) {
      this.#close();
      return;
    }
    this.#isLeaving = true;
    this.#warn(word("leaveDrawing"));
  }

  #warn(text: string): void {
    this.#warning.replaceChildren(icon("warning"), h("span", {}, text));
    this.#warning.hidden = false;
  }

  #close(): void {
    this.#picture?.close();
    this.#options.port.memory.keep({ sketch: undefined });
    this.#options.close();
  }

  /** A point of the page in the picture's pixels. */
  #pointOf({ clientX, clientY }: PointerEvent): readonly [number, number] {
    const box = this.#image.getBoundingClientRect();
    const scale = (this.#picture?.width ?? 1) / box.width;
    return [(clientX - box.left) * scale, (clientY - box.top) * scale];
  }

  #startDrag(event: PointerEvent): void {
    const picture = this.#picture;
    if (!picture || event.button !== 0) return;
    const index = [...this.#overlay.children].findIndex((element) => element === event.target);
    const grabbed = this.#shapes[index];
    const from = this.#pointOf(event);
    const before = this.#shapes;
    const follow = (move: PointerEvent): void => {
      const to = this.#pointOf(move);
      const shape = grabbed
        ? moved(grabbed, [to[0] - from[0], to[1] - from[1]], picture)
        : drawnShape(this.#tool, [from, to], picture);
      if (!shape) return;
      this.#shapes = grabbed ? before.with(index, shape) : withShape(before, shape);
      this.#draw();
    };
    this.#stepped = undefined;
    const end = (up: PointerEvent): void => {
      this.#stage.removeEventListener("pointermove", follow);
      this.#stage.removeEventListener("pointerup", end);
      this.#stage.removeEventListener("pointercancel", end);
      follow(up);
      // A click on a shape moves it nowhere.
      const isChanged = JSON.stringify(this.#shapes) !== JSON.stringify(before);
      if (isChanged) this.#before.push(before);
      this.#draw();
    };
    this.#stage.setPointerCapture(event.pointerId);
    this.#stage.addEventListener("pointermove", follow);
    this.#stage.addEventListener("pointerup", end);
    this.#stage.addEventListener("pointercancel", end);
  }

  #onKey(event: KeyboardEvent): void {
    const picture = this.#picture;
    if (!picture || event.defaultPrevented) return; // the open list of details has its own Escape
    const index = [...this.#overlay.children].findIndex((element) => element === event.target);
    const shape = this.#shapes[index];
    const arrow = arrows[event.key];
    if (shape && arrow) {
      const step = Math.max(1, Math.round(picture.width / 100));
      const by: readonly [number, number] = [arrow[0] * step, arrow[1] * step];
      const change = event.shiftKey ? resized : moved;
      this.#put(this.#shapes.with(index, change(shape, by, picture)), index);
    } else if (shape && (event.key === "Delete" || event.key === "Backspace")) {
      this.#put(this.#shapes.toSpliced(index, 1));
      if (this.#shapes.length === 0) this.focus();
    } else if (event.key === "Enter" && event.target === this.#stage) {
      this.#put(withShape(this.#shapes, placedShape(this.#tool, picture)));
      const last = this.#overlay.lastElementChild;
      if (last instanceof HTMLElement) last.focus();
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) this.#takeBack();
    else if (event.key === "Escape") this.#leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
