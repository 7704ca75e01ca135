import { askRequest, explainInstruction } from "../../src/prompt/ask";
import { commitMessageRequest } from "../../src/prompt/commitMessage";
import { editQuestion, type EditWish } from "../../src/prompt/edit";
import { notesRequest } from "../../src/prompt/notes";
import { reviewRequest } from "../../src/prompt/review";
import { screenshotInstruction } from "../../src/prompt/screenshot";
import { visibleTextsRequest } from "../../src/prompt/visibleTexts";
import { spokenCommandRequest } from "../../src/prompt/voiceCommand";
import { spokenAnswerSchema, spokenQuestionText } from "../../src/prompt/voiceNote";
import type { ChatMessage, ChatPart, ChatRequest } from "../../src/protocol/chat";
import { catalogue, commandSpecs } from "../../src/voice/catalogue";
import type { CodeSelection, ContextItem, Question } from "../../src/protocol/conversation";

// The marks. Numbers stand where the product wants a number.
const mark = (name: string): string => `@@${name}@@`;
const firstLine = 7_000_001;
const lastLine = 7_000_002;

const languages = ["typescript", "javascript", "python", "go", "java", "rust", "html", "css"];
const contextKinds: readonly ContextItem["kind"][] = [
  "enclosing",
  "imports",
  "diagnostics",
  "definition",
  "snippet",
];

const picture = { kind: "image", name: "", mimeType: "image/png", bytes: new Uint8Array() } as const;
const sound = { kind: "audio", name: "", format: "wav", bytes: new Uint8Array() } as const;
const options = { maxTokens: 300, sampling: "exact" } as const;

function code(languageId: string, endLine = lastLine): CodeSelection {
  return { path: mark("path"), languageId, startLine: firstLine, endLine, text: mark("code") };
}

function contextOf(kind: ContextItem["kind"], languageId: string): ContextItem {
  return { kind, label: "", languageId, text: mark("context") };
}

function question(instruction: string, more: Partial<Question> = {}): Question {
  return { instruction, context: [], attachments: [], ...more };
}

function askPrompts(languageId: string): Record<string, ChatRequest> {
  const asked = question(mark("question"), { code: code(languageId) });
  const turn = {
    question: asked,
    answer: { kind: "done", text: mark("answer"), stopReason: "stop", leftOut: [] } as const,
  };
  const spoken = (names: readonly string[]): Question =>
    question(spokenQuestionText({ names, language: "" }), { code: code(languageId), attachments: [sound] });
  const edit = (wish: EditWish): ChatRequest => askRequest([], editQuestion(wish, code(languageId)), options);
  return {
    fix: edit({ kind: "fix" }),
    document: edit({ kind: "document" }),
    change: edit({ kind: "change", instruction: mark("wish") }),
    explain: askRequest([], question(explainInstruction, { code: code(languageId) }), options),
    ask: askRequest([], asked, options),
    askOneLine: askRequest([], question(mark("question"), { code: code(languageId, firstLine) }), options),
    ...Object.fromEntries(
      contextKinds.map((kind) => [
        `ask.${kind}`,
        askRequest([], { ...asked, context: [contextOf(kind, languageId)] }, options),
      ]),
    ),
    followUp: askRequest([turn], question(mark("next")), options),
    voiceNote: { ...askRequest([], spoken([]), options), jsonSchema: spokenAnswerSchema },
    voiceNoteNames: { ...askRequest([], spoken([mark("names")]), options), jsonSchema: spokenAnswerSchema },
    notes: notesRequest(code(languageId), { context: [], maxTokens: 300, maxNotes: 8 }),
  };
}

const change = { path: mark("path"), diff: mark("diff") };

const prompts: Readonly<Record<string, ChatRequest>> = {
  ...Object.fromEntries(
    languages.flatMap((languageId) =>
      Object.entries(askPrompts(languageId)).map(([name, request]) => [`${name}/${languageId}`, request]),
    ),
  ),
  chat: askRequest([], question(mark("question")), options),
  screenshot: askRequest([], question(screenshotInstruction(1) ?? "", { attachments: [picture] }), options),
  screenshotQuestion: askRequest([], question(mark("question"), { attachments: [picture] }), options),
  voiceChat: {
    ...askRequest(
      [],
      question(spokenQuestionText({ names: [], language: "" }), { attachments: [sound] }),
      options,
    ),
    jsonSchema: spokenAnswerSchema,
  },
  voiceCommand: spokenCommandRequest(commandSpecs, sound, ""),
  texts: visibleTextsRequest(picture, { withBoxes: false, maxTokens: 300 }),
  textsWithBoxes: visibleTextsRequest(picture, { withBoxes: true, maxTokens: 300 }),
  review: reviewRequest(change, { maxTokens: 300, maxNotes: 8 }),
  commitMessage: commitMessageRequest({ changes: [change], recentSubjects: [] }, 300),
  commitMessageAfter: commitMessageRequest({ changes: [change], recentSubjects: [mark("recent")] }, 300),
};

/** Media are their kind alone. */
function line(name: string, { messages, jsonSchema }: ChatRequest): string {
  return JSON.stringify({ name, messages: messages.map(plain), ...(jsonSchema && { schema: jsonSchema }) });
}

function plain({ role, content }: ChatMessage) {
  return { role, content: typeof content === "string" ? [{ text: content }] : content.map(plainPart) };
}

function plainPart(part: ChatPart) {
  if (part.type === "text") return { text: part.text };
  return { media: part.type === "image_url" ? "image" : "audio" };
}

const intents = catalogue.map(({ id, argumentsSchema, phrases, examples }) =>
  JSON.stringify({ intent: id, arguments: Object.keys(argumentsSchema.properties), phrases, examples }),
);

/** The product's prompts as JSON lines, with marks where one question differs from the next, then the voice commands. */
export const promptLines: readonly string[] = [
  ...Object.entries(prompts).map(([name, request]) => line(name, request)),
  ...intents,
];
