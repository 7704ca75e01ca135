import * as z from "zod/mini";

// Everything that the panel may ask of the extension host, and be told. Both sides parse what the other one sends.
// Texts are worded by the host; the panel only draws them.

const bytes = z.pipe(
  z.union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)]),
  z.transform((data) => (data instanceof Uint8Array ? data : new Uint8Array(data))),
);
const id = z.string();
const plain = <const K extends string>(kind: K) => z.object({ kind: z.literal(kind) });

/** What the buttons of the panel may start; each is a command of Gloss or of the workbench. */
const panelActions = [
  "addSelection",
  "explainSelection",
  "captureScreen",
  "voiceNote",
  "findCode",
  "pauseDownload",
] as const;
export type PanelAction = (typeof panelActions)[number];

/** From the panel to the host. */
export const panelMessage = z.discriminatedUnion("kind", [
  plain("ready"),
  z.object({ kind: z.literal("draft"), text: z.string() }),
  z.object({ kind: z.literal("send"), text: z.string() }),
  z.object({ kind: z.literal("editAndResend"), turn: z.int(), text: z.string() }),
  plain("stop"),
  plain("regenerate"),
  plain("continueAnswer"),
  z.object({ kind: z.literal("attach"), name: z.string(), bytes }),
  z.object({ kind: z.literal("attachUris"), uris: z.array(z.string()) }),
  /** A file with more bytes than are read. */
  z.object({ kind: z.literal("tooLarge"), name: z.string(), bytes: z.int() }),
  z.object({ kind: z.literal("removeChip"), id }),
  z.object({ kind: z.literal("prepared"), id, picture: z.optional(bytes), width: z.int(), height: z.int() }),
  z.object({ kind: z.literal("unreadable"), id }),
  /** The picture that a person is drawing on; none when they are done. */
  z.object({ kind: z.literal("editing"), id: z.optional(id) }),
  z.object({ kind: z.literal("replacePicture"), id, picture: bytes, width: z.int(), height: z.int() }),
  z.object({ kind: z.literal("needMedia"), key: z.string() }),
  z.object({ kind: z.literal("action"), action: z.enum(panelActions) }),
  /** Do what `model.next` offers, or the `next` of a failed answer. */
  z.object({ kind: z.literal("nextStep"), turn: z.optional(z.int()) }),
  /** The button that records has been held for a while, or was let go after that. */
  z.object({ kind: z.literal("holdRecording"), isHeld: z.boolean() }),
  plain("discardRecording"),
  /** A person is about to record: the pointer or the keyboard is on the button. */
  plain("prepareRecording"),
  /** Write a sound to a file, as the person who asks for it says. */
  z.object({ kind: z.literal("saveSound"), key: z.string() }),
  /** What may a mention that begins like this become? */
  z.object({ kind: z.literal("complete"), prefix: z.string() }),
  plain("newConversation"),
  z.object({ kind: z.literal("listHistory"), search: z.string() }),
  z.object({ kind: z.literal("openConversation"), id }),
  z.object({ kind: z.literal("renameConversation"), id }),
  z.object({ kind: z.literal("deleteConversation"), id }),
  z.object({ kind: z.literal("exportConversation"), id }),
  z.object({ kind: z.literal("copyText"), text: z.string() }),
  z.object({ kind: z.literal("insertCode"), code: z.string() }),
  z.object({ kind: z.literal("reviewCode"), code: z.string(), turn: z.int() }),
  z.object({ kind: z.literal("openLink"), href: z.string() }),
]);
export type PanelMessage = z.infer<typeof panelMessage>;

/** A thing that goes along with a question. `mediaKey` names its bytes, which the panel asks for once. */
const chip = z.object({
  id,
  kind: z.enum(["code", "image", "audio"]),
  label: z.string(),
  detail: z.string(),
  mediaKey: z.optional(z.string()),
});
export type Chip = z.infer<typeof chip>;

const turn = z.object({
  question: z.string(),
  /** The same as it can be edited: of a spoken one, what was heard. */
  editable: z.string(),
  chips: z.array(chip),
  answer: z.object({
    state: z.enum(["pending", "done", "failed"]),
    text: z.string(),
    /** What happens now; empty when settled. */
    phase: z.string(),
    footnote: z.string(),
    warnings: z.array(z.string()),
    error: z.string(),
    /** The one thing to do about the error, if it is more than to try again. */
    next: z.optional(z.string()),
    canContinue: z.boolean(),
  }),
  /** Answers to code can be shown as a change of that code. */
  canReview: z.boolean(),
});
export type TurnView = z.infer<typeof turn>;

/** The model, in the host's words. */
const modelView = z.object({
  state: z.enum(["stopped", "starting", "ready", "failed"]),
  /** Its name, what it does and where data goes, in short. */
  line: z.string(),
  /** What it does in one sentence; of a failure also what to do. */
  detail: z.string(),
  /** The one thing to do about it now, if there is one. */
  next: z.optional(z.string()),
});
export type ModelView = z.infer<typeof modelView>;

const panelState = z.object({
  conversation: z.optional(z.object({ id, title: z.string(), turns: z.array(turn) })),
  isAnswering: z.boolean(),
  chips: z.array(chip),
  meter: z.optional(z.object({ text: z.string(), share: z.number(), label: z.string() })),
  model: modelView,
  /** What to know before the first question. */
  hint: z.string(),
  /** Tokens a second at which the model reads here, from an earlier answer; for what a picture will cost. */
  readTokensPerSecond: z.optional(z.number()),
  actions: z.array(z.enum(panelActions)),
});
export type PanelState = z.infer<typeof panelState>;

/** The microphone while it opens or is open; `level` is from 0 to 1. */
const recordingView = z.object({ text: z.string(), level: z.number(), isWarning: z.boolean() });
export type RecordingView = z.infer<typeof recordingView>;

/** A model that is being fetched: how far it is, from 0 to 1, and in words. */
const download = z.object({ title: z.string(), detail: z.string(), share: z.number() });
export type DownloadView = z.infer<typeof download>;

const historyItem = z.object({ id, title: z.string(), when: z.string(), isOpen: z.boolean() });
export type HistoryItem = z.infer<typeof historyItem>;

/** From the host to the panel. */
export const hostMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("words"), words: z.record(z.string(), z.string()) }),
  z.object({ kind: z.literal("state"), state: panelState }),
  /** The last answer grew by `text`. */
  z.object({ kind: z.literal("append"), conversationId: id, text: z.string(), phase: z.string() }),
  z.object({ kind: z.literal("draft"), text: z.string() }),
  z.object({ kind: z.literal("notice"), text: z.string() }),
  /** Nothing: the microphone is closed. */
  z.object({ kind: z.literal("recording"), recording: z.optional(recordingView) }),
  /** Without a download none is running. */
  z.object({ kind: z.literal("download"), download: z.optional(download) }),
  z.object({
    kind: z.literal("completions"),
    prefix: z.string(),
    candidates: z.array(z.object({ text: z.string(), detail: z.string() })),
  }),
  z.object({ kind: z.literal("history"), items: z.array(historyItem) }),
  z.object({ kind: z.literal("media"), key: z.string(), mimeType: z.string(), bytes }),
  /** Decode this picture; give it back only if it must or does change. */
  z.object({ kind: z.literal("prepare"), id, mimeType: z.string(), bytes, mustEncode: z.boolean() }),
  plain("focus"),
  /** Attach the picture that is in the clipboard. */
  plain("readClipboard"),
]);
export type HostMessage = z.infer<typeof hostMessage>;
