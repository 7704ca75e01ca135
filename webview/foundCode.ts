import {
  foundCodeHostMessage,
  type FoundCodeHostMessage,
  type FoundCodeMessage,
  type FoundCodePage,
} from "../src/protocol/foundCodeContract";
import { button, h } from "./dom";
import { preparePicture } from "./preparePicture";
import { registerToolkit } from "./toolkit";

// The page of "Which code draws this?": the picture with numbered boxes, the files, and the texts.

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

type Files = FoundCodePage["files"];
type Texts = FoundCodePage["texts"];

registerToolkit();
const api = acquireVsCodeApi();
const send = (message: FoundCodeMessage): void => api.postMessage(message);
const picture = document.createElement("img");
const boxes = h("div", { class: "boxes" });
const status = h("p", { class: "status", role: "status" });
const stop = h("span", {});
const results = h("div", { class: "results" });
const heading = h("h1", {});
document
  .getElementById("app")
  ?.append(
    h(
      "main",
      { class: "found" },
      h("figure", { class: "picture" }, h("div", { class: "frame" }, picture, boxes)),
      h("section", { class: "list" }, heading, h("div", { class: "row" }, status, stop), results),
    ),
  );

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  receive(foundCodeHostMessage.parse(event.data));
});
send({ kind: "ready" });

function receive(message: FoundCodeHostMessage): void {
  switch (message.kind) {
    case "picture":
      void showPicture(message); // what fails is told to the host
      return;
    case "draw":
      draw(message.page);
      return;
  }
}

async function showPicture({
  mimeType,
  bytes,
  mustEncode,
}: Extract<FoundCodeHostMessage, { kind: "picture" }>): Promise<void> {
  const original = new Uint8Array(bytes);
  const prepared = await preparePicture(original, mimeType, mustEncode);
  if (prepared.kind === "unreadable") {
    send({ kind: "unreadable" });
    return;
  }
  const type = prepared.picture ? "image/png" : mimeType;
  picture.src = URL.createObjectURL(new Blob([prepared.picture ?? original], { type }));
  // The host waits for one of two answers. The browser does not say why a picture cannot be drawn.
  const isDrawn = await picture.decode().then(
    () => true,
    () => false,
  );
  if (isDrawn) send({ kind: "prepared", ...(prepared.picture && { picture: prepared.picture }) });
  else send({ kind: "unreadable" });
}

function draw({ title, phase, notice, texts, files, words }: FoundCodePage): void {
  heading.textContent = title;
  picture.alt = words["pictureAlt"] ?? "";
  status.textContent = phase === "" ? notice : phase;
  stop.replaceChildren(
    ...(phase === ""
      ? []
      : [button(words["stop"] ?? "", () => send({ kind: "stop" }), { appearance: "secondary" })]),
  );
  boxes.replaceChildren(...texts.flatMap(boxOf));
  results.replaceChildren(
    ...(files.length === 0 ? [] : [fileList(files, words)]),
    ...(texts.length === 0 ? [] : [textList(texts, words)]),
  );
}

/** A numbered box in the picture; it leads to its place, or to its line in the list if it has none. */
function boxOf({ number, text, box, place }: Texts[number]): HTMLElement[] {
  if (!box) return [];
  const [x0, y0, x1, y1] = box;
  const element = h(
    "button",
    {
      class: place ? "box" : "box unknown",
      "data-number": number,
      "aria-label": place
        ? `${String(number)}: ${text}, ${place.path}:${String(place.line)}`
        : `${String(number)}: ${text}`,
      title: place ? `${text}\n${place.path}:${String(place.line)}` : text,
      onclick: () => {
        if (place) send({ kind: "open", ...place });
      },
    },
    h("span", { class: "number", "aria-hidden": "true" }, String(number)),
  );
  // Styles set by script are no inline styles to the page's policy.
  element.style.insetInlineStart = percent(x0);
  element.style.insetBlockStart = percent(y0);
  element.style.inlineSize = percent(x1 - x0);
  element.style.blockSize = percent(y1 - y0);
  marksTogether(element, number);
  return [element];
}

function fileList(files: Files, words: FoundCodePage["words"]): HTMLElement {
  return h(
    "section",
    { class: "files" },
    h(
      "div",
      { class: "row" },
      h("h2", {}, words["files"]),
      button(words["ask"] ?? "", () => send({ kind: "ask" })),
    ),
    h("ol", { class: "plain" }, ...files.map(fileEntry)),
  );
}

function fileEntry({ path, name, folder, detail, matches }: Files[number]): HTMLElement {
  const [first] = matches;
  return h(
    "li",
    { class: "file" },
    link(name, path, first?.line ?? 1),
    h("span", { class: "muted" }, ` ${folder}`),
    h("div", { class: "muted small" }, detail),
    h(
      "ul",
      { class: "plain" },
      ...matches.map(({ number, text, line, key }) => {
        const entry = h(
          "li",
          { class: "match", "data-number": number },
          badge(number),
          h("span", { class: "text" }, text),
          key === undefined ? undefined : h("code", { class: "muted small" }, key),
          link(`:${String(line)}`, path, line, `${path}:${String(line)}, ${text}`),
        );
        marksTogether(entry, number);
        return entry;
      }),
    ),
  );
}

function textList(texts: Texts, words: FoundCodePage["words"]): HTMLElement {
  return h(
    "section",
    { class: "texts" },
    h("h2", {}, words["texts"]),
    h(
      "ul",
      { class: "plain" },
      ...texts.map(({ number, text, place }) => {
        const where = place
          ? link(`${place.path}:${String(place.line)}`, place.path, place.line)
          : h("span", { class: "muted small" }, words["inNoFile"]);
        const entry = h(
          "li",
          { class: "match", "data-number": number },
          badge(number),
          h("span", { class: "text" }, text),
          where,
        );
        marksTogether(entry, number);
        return entry;
      }),
    ),
  );
}

function badge(number: number): HTMLElement {
  return h("span", { class: "badge" }, String(number));
}

function link(label: string, path: string, line: number, name = label): HTMLElement {
  return h(
    "button",
    { class: "link", "aria-label": name, onclick: () => send({ kind: "open", path, line }) },
    label,
  );
}

/** Whoever points at a number anywhere sees it everywhere. */
function marksTogether(element: HTMLElement, number: number): void {
  const mark = (isOn: boolean) => (): void => {
    for (const other of document.querySelectorAll(`[data-number="${String(number)}"]`)) {
      other.classList.toggle("marked", isOn);
    }
  };
  for (const event of ["pointerenter", "focusin"]) element.addEventListener(event, mark(true));
  for (const event of ["pointerleave", "focusout"]) element.addEventListener(event, mark(false));
}

function percent(thousandths: number): string {
  return `${String(thousandths / 10)}%`;
}
