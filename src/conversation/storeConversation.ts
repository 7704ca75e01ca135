import { createHash } from "node:crypto";
import type { Answer, Attachment, Conversation, Question, Turn } from "../protocol/conversation";
import type { StoredConversation } from "./storedConversation";

type StoredTurn = StoredConversation["turns"][number];
type Picture = Extract<Attachment, { kind: "image" }>;

/** A conversation in the shape of its file, and the pictures that lie beside it. */
export interface ForStorage {
  readonly stored: StoredConversation;
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}

/** Takes a settled conversation apart for the disk. Sound is left out: it is kept in memory only. */
export function toStored({ id, title, changedAt, turns }: Conversation): ForStorage {
  const pictures = new Map<string, Uint8Array>();
  const storedTurns = turns.map(({ question, answer }): StoredTurn => {
    const images = question.attachments.filter((attachment) => attachment.kind === "image");
    return {
      question: {
        // What was heard stands for what was said, which is not kept.
        instruction: question.instruction || (answer.heard ?? ""),
        ...(question.code && { code: question.code }),
        context: [...question.context],
        attachments: images.map(({ bytes, ...image }) => {
          const sha256 = hashOf(bytes);
          pictures.set(sha256, bytes);
          return { ...image, sha256 };
        }),
        lostSounds: question.attachments.length - images.length,
      },
      answer: storedAnswer(answer),
    };
  });
  return { stored: { version: 1, id, title, changedAt, turns: storedTurns }, pictures };
}

/** Puts a conversation together again; a picture whose file is gone is left out. */
export async function fromStored(
  { id, title, changedAt, turns }: StoredConversation,
  readPicture: (sha256: string) => Promise<Uint8Array | undefined>,
): Promise<Conversation> {
  const whole: Turn[] = [];
  for (const { question, answer } of turns) {
    const attachments: Picture[] = [];
    for (const { kind, name, mimeType, sha256, size } of question.attachments) {
      const bytes = await readPicture(sha256);
      if (bytes) attachments.push({ kind, name, mimeType, bytes, ...(size && { size }) });
    }
    whole.push({ question: wholeQuestion(question, attachments), answer: wholeAnswer(answer) });
  }
  return { id, title, changedAt, turns: whole };
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

// Why an answer failed is of no use after a restart: what there is of it is kept, as if it had been stopped.
function storedAnswer(answer: Answer): StoredTurn["answer"] {
  const { text } = answer;
  const leftOut = [...answer.leftOut];
  if (answer.kind !== "done") return { text, leftOut, stopReason: "cancelled" };
  const { stopReason, usage, timings } = answer;
  return { text, leftOut, stopReason, ...(usage && { usage }), ...(timings && { timings }) };
}

function wholeQuestion(
  { instruction, code, context }: StoredTurn["question"],
  attachments: readonly Attachment[],
): Question {
  return { instruction, context, attachments, ...(code && { code }) };
}

function wholeAnswer({ text, leftOut, stopReason, usage, timings }: StoredTurn["answer"]): Answer {
  return { kind: "done", text, leftOut, stopReason, ...(usage && { usage }), ...(timings && { timings }) };
}
