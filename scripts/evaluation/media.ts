import { readFileSync } from "node:fs";
import path from "node:path";
import { attachmentOf } from "../../src/attachments/attachmentOf";
import { askRequest } from "../../src/prompt/ask";
import { screenshotInstruction } from "../../src/prompt/screenshot";
import { visibleTextsRequest } from "../../src/prompt/visibleTexts";
import { readVisibleTexts, type VisibleText } from "../../src/prompt/visibleTextsReply";
import { spokenCommandRequest } from "../../src/prompt/voiceCommand";
import { readSpokenAnswer, spokenAnswerSchema, spokenQuestionText } from "../../src/prompt/voiceNote";
import type { Attachment } from "../../src/protocol/conversation";
import { catalogue, commandSpecs } from "../../src/voice/catalogue";
import { z } from "zod";
import type { Of } from "./heldOut";
import { commonCount, wordErrors } from "./score";
import { jsonOf, type Session } from "./session";

const maxTokens = 400;

function attach(folder: string, file: string): Attachment {
  const result = attachmentOf(file, readFileSync(path.join(folder, file)));
  if (result.kind === "refused") throw new Error(`${file}: ${JSON.stringify(result.problem)}`);
  return result.attachment;
}

export async function picture(session: Session, item: Of<"picture">, folder: string): Promise<void> {
  const image = attach(folder, item.file);
  if (image.kind !== "image") throw new Error(`${item.file} is not a picture.`);
  const described = await session.ask({
    instruction: screenshotInstruction(1) ?? "",
    context: [],
    attachments: [image],
  });
  const isKind = described.text.includes(item.screen);
  const isTheme = described.text.includes(`${item.theme} theme`);
  session.score.add("picture: kind and theme", isKind && isTheme);
  const wanted = { kind: item.screen, theme: item.theme };
  session.score.keep({
    kind: item.kind,
    asked: item.file,
    wanted,
    answer: described.text,
    isRight: isKind && isTheme,
  });
  for (const withBoxes of [false, true]) {
    const { text } = await session.complete(visibleTextsRequest(image, { withBoxes, maxTokens }));
    countTexts(session, item, text, withBoxes);
  }
}

function countTexts(session: Session, item: Of<"picture">, answer: string, withBoxes: boolean): void {
  const found = readVisibleTexts(answer);
  const texts = item.texts.map(({ text }) => text);
  const got = found.map(({ text }) => text);
  const common = commonCount(texts, got);
  const label = withBoxes ? "texts with boxes" : "texts";
  session.score.add(`${label}: recall`, common, texts.length);
  session.score.add(`${label}: precision`, common, got.length);
  const isRight = common === texts.length && common === got.length;
  session.score.keep({ kind: label, asked: item.file, wanted: item.texts, answer, isRight });
  if (!withBoxes) return;
  for (const { text, box } of item.texts) {
    const seen = found.find((other) => other.text === text && other.box);
    if (seen) session.score.add("box overlaps the text by half (IoU)", overlap(seen.box, box) >= 0.5);
  }
}

function overlap(seen: VisibleText["box"], box: readonly [number, number, number, number]): number {
  if (!seen) return 0;
  const width = Math.min(seen[2], box[2]) - Math.max(seen[0], box[0]);
  const height = Math.min(seen[3], box[3]) - Math.max(seen[1], box[1]);
  if (width <= 0 || height <= 0) return 0;
  const area = (b: readonly [number, number, number, number]): number => (b[2] - b[0]) * (b[3] - b[1]);
  return (width * height) / (area(seen) + area(box) - width * height);
}

const commandReply = z.object({ heard: z.string(), command: z.string(), arguments: z.unknown() });

export async function command(session: Session, item: Of<"command">, folder: string): Promise<void> {
  const sound = attach(folder, item.file);
  if (sound.kind !== "audio") throw new Error(`${item.file} is not a sound.`);
  const { text } = await session.complete(spokenCommandRequest(commandSpecs, sound, ""));
  const parsed = commandReply.safeParse(jsonOf(text));
  const reply = parsed.success ? parsed.data : { heard: "", command: "", arguments: {} };
  const isId = reply.command === item.command;
  const bound = catalogue.find(({ id }) => id === reply.command)?.bind(reply.arguments);
  const isBound = isId && same(bound?.arguments, item.arguments);
  session.score.add("command: id", isId);
  if (Object.keys(item.arguments).length > 0)
    session.score.add("command: arguments, where it has some", isBound);
  session.score.add("command: id and arguments", isBound);
  heard(session, item.heard, reply.heard);
  const wanted = { heard: item.heard, command: item.command, arguments: item.arguments };
  session.score.keep({ kind: item.kind, asked: item.file, wanted, answer: text, isRight: isBound });
}

function same(got: unknown, wanted: unknown): boolean {
  return got !== undefined && JSON.stringify(got) === JSON.stringify(wanted);
}

export async function voiceNote(session: Session, item: Of<"voiceNote">, folder: string): Promise<void> {
  const question = {
    instruction: spokenQuestionText({ names: [], language: "" }),
    code: item.code,
    context: [],
    attachments: [attach(folder, item.file)],
  };
  const request = askRequest([], question, { maxTokens, sampling: "exact" });
  const { text } = await session.complete({ ...request, jsonSchema: spokenAnswerSchema });
  const answer = readSpokenAnswer(text);
  const isRight = item.names.every((name) => answer.text.includes(name));
  session.score.add("voice note: the answer names the function", isRight);
  heard(session, item.heard, answer.heard);
  const wanted = { heard: item.heard, names: item.names };
  session.score.keep({ kind: item.kind, asked: item.file, wanted, answer: text, isRight });
}

function heard(session: Session, said: string, got: string): void {
  const { errors, words } = wordErrors(said, got);
  session.score.add("wrong words in what was heard", errors, words);
}
