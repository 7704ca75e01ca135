import { imageTokens } from "../protocol/imageTokens";
import type { Attachment, ContextItem, LeftOut, Question, Turn } from "../protocol/conversation";
import { contextText, questionText } from "./questionText";

/** Sizes in tokens. */
export interface Budget {
  /** The model's context: prompt and answer together. */
  readonly contextTokens: number;
  /** Kept free for the answer. */
  readonly answerTokens: number;
  /** At most this much is spent on context that nobody asked for. */
  readonly extraTokens: number;
  /** The earlier turns hold the code that the question is about: without all of them it is too long. */
  readonly needsEarlier?: boolean;
}

type CountTokens = (text: string) => Promise<number>;

export type Fitted =
  | {
      readonly kind: "fits";
      /** The question with the context that found room. */
      readonly question: Question;
      /** The earlier turns that found room: the newest ones. */
      readonly earlier: readonly Turn[];
      readonly leftOut: readonly LeftOut[];
    }
  | { readonly kind: "tooLong"; readonly promptTokens: number; readonly contextTokens: number };

/** Roles, turn marks and headings around each message, rounded up. */
const messageOverheadTokens = 16;
const systemTokens = 96;
const unknownImageTokens = 1122;
const audioTokensPerSecond = 25;
/** The longest sound that is accepted; its real length is not known here. */
const audioSeconds = 30;

export interface FitOptions {
  readonly budget: Budget;
  readonly countTokens: CountTokens;
  /** What there is of an answer that is gone on with: part of the prompt too. */
  readonly answerSoFar?: string;
}

/** Fits a question into the context: itself first, then the newest turns, then context in the order of its worth. */
export async function fitQuestion(
  earlier: readonly Turn[],
  question: Question,
  options: FitOptions,
): Promise<Fitted> {
  // A token is a byte at least. Each count is a request to the engine for which a person waits: most need none.
  const countBytes = (text: string): Promise<number> => Promise.resolve(utf8Length(text));
  const surely = await fitByCount(earlier, question, { ...options, countTokens: countBytes });
  if (surely.kind === "fits" && surely.leftOut.length === 0) return surely;
  return fitByCount(earlier, question, options);
}

async function fitByCount(
  earlier: readonly Turn[],
  question: Question,
  { budget, countTokens, answerSoFar = "" }: FitOptions,
): Promise<Fitted> {
  const bare = { ...question, context: [] };
  const questionTokens = await turnTokens(bare, answerSoFar, countTokens);
  let room = budget.contextTokens - budget.answerTokens - systemTokens - questionTokens;
  if (room < 0) {
    const promptTokens = questionTokens + systemTokens;
    return { kind: "tooLong", promptTokens, contextTokens: budget.contextTokens - budget.answerTokens };
  }
  const leftOut: LeftOut[] = [];
  const kept: Turn[] = [];
  for (const turn of earlier.toReversed()) {
    const tokens = await turnTokens(turn.question, turn.answer.text, countTokens);
    // Once one turn is out, all before it are: a conversation with a hole would mislead the model.
    if (tokens > room || leftOut.length > 0) {
      leftOut.push({ label: turn.question.instruction, tokens });
      continue;
    }
    room -= tokens;
    kept.unshift(turn);
  }
  if (budget.needsEarlier && leftOut.length > 0) {
    const capacity = budget.contextTokens - budget.answerTokens;
    const missing = leftOut.reduce((sum, { tokens }) => sum + tokens, 0);
    return { kind: "tooLong", promptTokens: capacity - room + missing, contextTokens: capacity };
  }
  const context = await fitContext(question.context, { room, extra: budget.extraTokens }, countTokens);
  return {
    kind: "fits",
    question: { ...question, context: context.kept },
    earlier: kept,
    leftOut: [...context.leftOut, ...leftOut],
  };
}

/** Bytes of a text in UTF-8, or up to half as many again where it has characters beyond the first 65,536. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }
  return bytes;
}

async function fitContext(
  items: readonly ContextItem[],
  tokens: { readonly room: number; readonly extra: number },
  countTokens: CountTokens,
): Promise<{ readonly kept: readonly ContextItem[]; readonly leftOut: readonly LeftOut[] }> {
  const kept: ContextItem[] = [];
  const leftOut: LeftOut[] = [];
  let { room, extra } = tokens;
  // Side by side: each one is a question to the engine, and a person waits for all of them.
  const counts = await Promise.all(items.map((item) => countTokens(contextText(item))));
  for (const [at, item] of items.entries()) {
    const cost = (counts[at] ?? 0) + messageOverheadTokens;
    // What a person has put in by hand may take all the room there is.
    const isByHand = item.kind === "snippet";
    if (cost > room || (!isByHand && cost > extra)) {
      leftOut.push({ label: item.label, tokens: cost });
      continue;
    }
    room -= cost;
    if (!isByHand) extra -= cost;
    kept.push(item);
  }
  return { kept, leftOut };
}

async function turnTokens(question: Question, answer: string, countTokens: CountTokens): Promise<number> {
  const texts = (await countTokens(questionText(question))) + (answer === "" ? 0 : await countTokens(answer));
  return texts + mediaTokens(question.attachments) + 2 * messageOverheadTokens;
}

/** The most that pictures and sounds can take. */
export function mediaTokens(attachments: readonly Attachment[]): number {
  return attachments
    .map((attachment) => {
      if (attachment.kind === "audio") return audioSeconds * audioTokensPerSecond;
      return attachment.size ? imageTokens(attachment.size) : unknownImageTokens;
    })
    .reduce((sum, tokens) => sum + tokens, 0);
}
