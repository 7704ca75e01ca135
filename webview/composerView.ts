import { maxAttachmentBytes } from "../src/protocol/attachmentLimits";
import type {
  Chip,
  PanelAction,
  PanelState,
  RecordingView as Recording,
} from "../src/protocol/panelContract";
import { chipElement } from "./chips";
import { Completion } from "./completion";
import { button, h, icon, iconButton, redraw } from "./dom";
import type { Media } from "./media";
import { Notices } from "./notices";
import type { Port } from "./port";
import { RecordingView } from "./recordingView";
import { VoiceButton } from "./voiceButton";
import { word } from "./words";

export interface ComposerContext {
  readonly port: Port;
  readonly media: Media;
  readonly editPicture: (chip: Chip) => void;
}

/** Buttons that are there if the host can do what they do, in this order, with their icons. */
const actionIcons: readonly (readonly [PanelAction, string])[] = [
  ["addSelection", "selection"],
  ["captureScreen", "device-camera"],
];

/** The question being written: its chips, its text, and what can be added. */
export class ComposerView {
  readonly element: HTMLElement;
  readonly completion: Completion;
  readonly notices = new Notices();
  readonly #context: ComposerContext;
  readonly #input: HTMLTextAreaElement;
  readonly #chips = h("div", { class: "chips", role: "list" });
  readonly #tools = h("div", { class: "tools" });
  readonly #meter = h("span", { class: "meter" });
  readonly #send = h("span", { class: "send" });
  readonly #suggestions = h("div", { class: "row suggestions" });
  readonly #engine = h("div", { class: "engine" });
  readonly #picker: HTMLInputElement;
  readonly #voice: VoiceButton;
  readonly #recording: RecordingView;
  #lastQuestion = "";
  #isAnswering = false;
  #drawn = "";
  #chipsDrawn = "";
  #toolsDrawn = "";

  constructor(context: ComposerContext) {
    this.#context = context;
    this.#input = h("textarea", {
      rows: 2,
      dir: "auto",
      placeholder: word("placeholder"),
      "aria-label": word("placeholder"),
    }) as HTMLTextAreaElement;
    this.#picker = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      accept: "image/*,audio/*,.wav,.mp3,.flac",
      tabindex: -1,
      "aria-hidden": "true",
    }) as HTMLInputElement;
    this.#picker.addEventListener("change", () => {
      void this.attachFiles(this.#picker.files); // each file reports for itself
      this.#picker.value = "";
    });
    this.#input.addEventListener("input", () => {
      this.notices.clear();
      this.#grow();
      context.port.send({ kind: "draft", text: this.#input.value });
    });
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.#input.addEventListener("paste", (event) => {
      const files = event.clipboardData?.files ?? [];
      const types = event.clipboardData?.types ?? [];
      // Office programs put a picture of the text beside it; a picture by itself has no text, a file no HTML.
      if (types.includes("text/plain") && (files.length === 0 || types.includes("text/html"))) return;
      event.preventDefault();
      if (files.length === 0) this.notices.add(word("noPicture"));
      else void this.attachFiles(files); // each file reports for itself
    });
    this.completion = new Completion(this.#input, context.port);
    this.#voice = new VoiceButton(context.port);
    this.#recording = new RecordingView(context.port);
    const bar = h("div", { class: "bar" }, this.#tools, this.#meter, this.#send);
    const box = h("div", { class: "box" }, this.#input, bar);
    this.element = h(
      "div",
      { class: "composer" },
      this.#chips,
      this.#recording.element,
      this.#suggestions,
      this.completion.element,
      box,
      this.#engine,
      this.#picker,
    );
  }

  show(state: PanelState): void {
    const { chips, meter, isAnswering, model, actions, conversation } = state;
    this.#isAnswering = isAnswering;
    this.#lastQuestion = conversation?.turns.at(-1)?.editable ?? this.#lastQuestion;
    this.#showTools(actions);
    this.#showModel(model);
    const drawn = JSON.stringify([chips, meter, isAnswering, actions]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { port } = this.#context;
    this.#showChips(chips);
    redraw(this.#suggestions, this.#suggestionsFor(state), () => this.focus());
    this.#meter.textContent = meter?.text ?? "";
    this.#meter.title = meter?.label ?? "";
    this.#meter.setAttribute("aria-label", meter?.label ?? "");
    this.#meter.setAttribute("role", "img");
    this.#meter.hidden = !meter;
    this.#meter.classList.toggle("meter-full", (meter?.share ?? 0) > 0.9);
    const action = isAnswering
      ? iconButton("debug-stop", word("stop"), () => port.send({ kind: "stop" }))
      : iconButton("send", word("send"), () => this.#submit());
    redraw(this.#send, [action], () => this.focus());
  }

  // Only when they change: a sound that is drawn anew stops playing.
  #showChips(chips: readonly Chip[]): void {
    const drawn = JSON.stringify(chips);
    if (drawn === this.#chipsDrawn) return;
    this.#chipsDrawn = drawn;
    const { port, media, editPicture } = this.#context;
    const remove = (id: string): void => port.send({ kind: "removeChip", id });
    const save = (key: string): void => port.send({ kind: "saveSound", key });
    const elements = chips.map((chip) => chipElement(chip, media, { remove, edit: editPicture, save }));
    redraw(this.#chips, elements, () => this.focus());
    this.#chips.hidden = chips.length === 0;
  }

  #showModel({ state, line }: PanelState["model"]): void {
    if (line === this.#engine.textContent) return;
    this.#engine.replaceChildren(...(state === "failed" ? [icon("warning")] : []), line);
  }

  /** What the microphone does; nothing while it is closed. */
  showRecording(recording: Recording | undefined): void {
    this.#voice.show(recording !== undefined);
    this.#recording.show(recording);
  }

  set text(text: string) {
    this.#input.value = text;
    this.#grow();
  }

  focus(): void {
    this.#input.focus();
  }

  pickFiles(): void {
    this.#picker.click();
  }

  async attachFiles(files: FileList | readonly File[] | null): Promise<void> {
    const { port } = this.#context;
    this.notices.clear();
    this.focus();
    for (const file of files ?? []) {
      const { name, size } = file;
      if (size > maxAttachmentBytes) port.send({ kind: "tooLarge", name, bytes: size });
      else await this.#attach(file);
    }
  }

  async #attach(file: File): Promise<void> {
    const { name } = file;
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      this.notices.add(word("unreadableFile", name)); // a folder, or gone; the browser does not say which
      return;
    }
    this.#context.port.send({ kind: "attach", name, bytes });
  }

  /** Attaches the picture that is in the clipboard, as a paste would. */
  async attachFromClipboard(): Promise<void> {
    this.notices.clear();
    this.focus();
    try {
      const items = await navigator.clipboard.read();
      const item = items.find(({ types }) => types.some(isPicture));
      const type = item?.types.find(isPicture);
      if (!item || type === undefined) {
        this.notices.add(word("noPicture"));
        return;
      }
      const name = `${word("pastedName")}.${type.slice("image/".length)}`;
      await this.attachFiles([new File([await item.getType(type)], name, { type })]);
    } catch {
      this.notices.add(word("clipboardClosed")); // not allowed here, or another program holds it
    }
  }

  /** What can be done with pictures at once, without a word typed. */
  #suggestionsFor({ chips, isAnswering, actions }: PanelState): HTMLElement[] {
    const pictures = chips.filter(({ kind }) => kind === "image");
    if (isAnswering || pictures.length === 0 || pictures.length > 2) return [];
    const { port } = this.#context;
    const suggestion = (label: string, onclick: () => void): HTMLElement =>
      button(word(label), onclick, { appearance: "secondary" });
    const explain = (): void => port.send({ kind: "send", text: "" });
    if (pictures.length === 2) return [suggestion("comparePictures", explain)];
    return [
      suggestion("explainPicture", explain),
      ...(actions.includes("findCode")
        ? [suggestion("findCode", () => port.send({ kind: "action", action: "findCode" }))]
        : []),
    ];
  }

  // Only when they change: a button that is drawn anew loses the keyboard.
  #showTools(actions: readonly PanelAction[]): void {
    const drawn = JSON.stringify(actions);
    if (drawn === this.#toolsDrawn) return;
    this.#toolsDrawn = drawn;
    const { port } = this.#context;
    this.#tools.replaceChildren(
      iconButton("add", word("attach"), () => this.#picker.click()),
      ...actionIcons
        .filter(([action]) => actions.includes(action))
        .map(([action, icon]) => iconButton(icon, word(action), () => port.send({ kind: "action", action }))),
      ...(actions.includes("voiceNote") ? [this.#voice.element] : []),
    );
  }

  #submit(): void {
    if (this.#isAnswering) return;
    this.notices.clear();
    this.#context.port.send({ kind: "send", text: this.#input.value });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.completion.take(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) this.#submit();
    else if (event.key === "ArrowUp" && this.#input.value === "" && this.#lastQuestion !== "") {
      this.text = this.#lastQuestion;
      this.#context.port.send({ kind: "draft", text: this.#lastQuestion });
    } else return;
    event.preventDefault();
  }

  // Up to 40 % of the view's height, then it scrolls.
  #grow(): void {
    this.#input.style.height = "auto";
    this.#input.style.height = `${String(Math.min(this.#input.scrollHeight + 2, window.innerHeight * 0.4))}px`;
  }
}

function isPicture(type: string): boolean {
  return type.startsWith("image/");
}
