import type { Chip, HostMessage, PanelState, RecordingView } from "../src/protocol/panelContract";
import { Announcer } from "./announcer";
import { ComposerView } from "./composerView";
import { ConversationView } from "./conversationView";
import { h } from "./dom";
import { takeDrops } from "./dropFiles";
import { DownloadRow } from "./downloadRow";
import { EmptyView } from "./emptyView";
import { HistoryView } from "./historyView";
import { Media } from "./media";
import type { Sketch } from "./memory";
import { PictureEditor } from "./pictureEditor";
import { openPort } from "./port";
import { preparePicture } from "./preparePicture";
import { TitleRow } from "./titleRow";
import { registerToolkit } from "./toolkit";
import { setWords, word } from "./words";

registerToolkit();
const port = openPort((message) => receive(message));
const media = new Media(port);
const announcer = new Announcer();
/** The page; built when its words are here. */
let page: ReturnType<typeof buildPage> | undefined;
let shown: PanelState | undefined;
let recording: RecordingView | undefined;

function buildPage() {
  const editPicture = (chip: Chip, sketch?: Sketch): void => {
    const close = (): void => {
      port.send({ kind: "editing" });
      editor.element.remove();
      composer.element.hidden = false;
      composer.focus();
    };
    const speed = shown?.readTokensPerSecond;
    const editor = new PictureEditor({ chip, media, port, speed, close, ...(sketch && { sketch }) });
    port.send({ kind: "editing", id: chip.id });
    composer.element.hidden = true;
    composer.element.after(editor.element);
    editor.focus();
  };
  const composer = new ComposerView({ port, media, editPicture });
  const empty = new EmptyView({
    run: (action) => port.send({ kind: "action", action }),
    attach: () => composer.pickFiles(),
    next: () => port.send({ kind: "nextStep" }),
    focusInput: () => composer.focus(),
  });
  const conversation = new ConversationView({
    port,
    media,
    empty: empty.element,
    focusInput: () => composer.focus(),
  });
  const showConversation = (): void => {
    history.element.hidden = true;
    main.hidden = false;
    composer.focus();
  };
  const history = new HistoryView(port, showConversation);
  const title = new TitleRow();
  const download = new DownloadRow(() => port.send({ kind: "action", action: "pauseDownload" }));
  const main = h("main", {}, title.element, conversation.element, download.element, composer.notices.element);
  main.append(composer.element);
  main.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !shown?.isAnswering) return;
    if (recording) return; // the editor discards that
    port.send({ kind: "stop" });
    event.preventDefault();
  });
  document
    .getElementById("app")
    ?.replaceChildren(main, history.element, announcer.element, announcer.status, announcer.microphone);
  takeDrops(document.body, ({ files, uris }) => {
    void composer.attachFiles(files); // each file reports for itself
    if (uris.length > 0) port.send({ kind: "attachUris", uris: [...uris] });
  });
  return { title, empty, conversation, composer, download, history, main, showConversation, editPicture };
}

function receive(message: HostMessage): void {
  if (message.kind === "words") {
    setWords(message.words);
    page = buildPage();
    return;
  }
  if (!page) return;
  switch (message.kind) {
    case "state":
      showState(page, message.state);
      return;
    case "append":
      page.conversation.append(message.conversationId, message.text, message.phase);
      announcer.add(message.text);
      return;
    case "draft":
      page.composer.text = message.text;
      return;
    case "recording":
      page.composer.showRecording(message.recording);
      announceRecording(message.recording);
      ({ recording } = message);
      return;
    case "notice":
      (page.main.hidden ? page.history : page.composer).notices.add(message.text);
      return;
    case "download":
      page.download.show(message.download);
      return;
    case "completions":
      page.composer.completion.show(message.prefix, message.candidates);
      return;
    case "history":
      page.main.hidden = true;
      page.history.show(message.items);
      return;
    case "media":
      media.put(message.key, message.mimeType, new Uint8Array(message.bytes));
      return;
    case "prepare":
      void prepare(message); // answers for itself, also when the picture cannot be read
      return;
    case "focus":
      page.showConversation();
      return;
    case "readClipboard":
      page.showConversation();
      void page.composer.attachFromClipboard(); // says itself what goes wrong
  }
}

function showState(
  { title, empty, conversation, composer, showConversation, main, editPicture }: NonNullable<typeof page>,
  state: PanelState,
): void {
  announce(state);
  empty.show(state);
  const { sketch } = port.memory.kept;
  const isFirst = !shown;
  const sketched = !isFirst ? undefined : state.chips.find(({ id }) => id === sketch?.chipId);
  if (main.hidden && state.conversation?.id !== shown?.conversation?.id) showConversation();
  shown = state;
  title.show(state.conversation?.title);
  conversation.show(state.conversation);
  composer.show(state);
  // The view was hidden or loaded anew while a picture was being drawn on.
  if (sketched) editPicture(sketched, sketch);
  else if (isFirst) port.send({ kind: "editing" });
}

function announce(state: PanelState): void {
  const { model } = state;
  // A failure that ends an answer is said there.
  const isSaid = model.state === "failed" && (state.isAnswering || shown?.isAnswering);
  if (shown && shown.model.state !== model.state && !isSaid) announcer.status.textContent = model.detail;
  const now = state.conversation?.turns.at(-1)?.answer;
  const said = shown?.conversation?.turns.at(-1)?.answer;
  const isSame = shown?.conversation?.id === state.conversation?.id;
  const isSameTurn = isSame && shown?.conversation?.turns.length === state.conversation?.turns.length;
  if (state.isAnswering && !(shown?.isAnswering && isSame)) announcer.start(isSameTurn ? said?.text : "");
  const heard = state.conversation?.turns.at(-1);
  const before = shown?.conversation?.turns.at(-1);
  // A spoken question is read once it is known; one that was typed is known already.
  if (state.isAnswering && isSame && heard && before && heard.editable !== "" && before.editable === "")
    announcer.say(`${heard.question}\n\n`);
  const isOver = shown?.isAnswering && isSame && !state.isAnswering;
  if (now && (state.isAnswering || isOver)) announcer.show(now.text);
  if (now && isOver) announcer.finish(now.state === "failed" ? now.error : word("answered"));
}

/** Says that it began, and that no sound arrives; not each second of it. */
function announceRecording(now: RecordingView | undefined): void {
  const kindOf = (text: string | undefined): string | undefined => text?.replace(/\d+/g, "");
  if (now && kindOf(now.text) !== kindOf(recording?.text)) announcer.microphone.textContent = now.text;
}

async function prepare({
  id,
  mimeType,
  bytes,
  mustEncode,
}: Extract<HostMessage, { kind: "prepare" }>): Promise<void> {
  const prepared = await preparePicture(new Uint8Array(bytes), mimeType, mustEncode);
  if (prepared.kind === "unreadable") {
    port.send({ kind: "unreadable", id });
    return;
  }
  const { size, picture } = prepared;
  port.send({ kind: "prepared", id, width: size.width, height: size.height, ...(picture && { picture }) });
}

port.send({ kind: "ready" });
