import * as z from "zod/mini";
import { readSpokenAnswer } from "../prompt/voiceNote";
import { spokenCommandRequest } from "../prompt/voiceCommand";
import type { ChatRequest } from "../protocol/chat";
import type { Attachment } from "../protocol/conversation";
import { catalogue, commandSpecs, intentOf } from "./catalogue";
import type { BoundIntent } from "./intent";
import { likeness, wordsOf } from "./nearness";
import { plainWords } from "./plainWords";
import { understand } from "./understand";

/** What to do with what the model made of a spoken command. */
export type Decision =
  | { readonly kind: "silence" }
  | { readonly kind: "sure"; readonly heard: string; readonly intent: BoundIntent }
  /** `nearest`: at most three, likeliest first. */
  | { readonly kind: "unsure"; readonly heard: string; readonly nearest: readonly BoundIntent[] };

const answerShape = z.object({
  heard: z.string(),
  command: z.string(),
  arguments: z.record(z.string(), z.unknown()),
});

const maxNearest = 3;
/** How much of one of its examples must have been said, where nothing else speaks for the model's choice. */
const minOverlap = 0.5;
/** The same where an argument of it was said. */
const minOverlapBesideArguments = 0.3;

/** Asks the model which command of the catalogue was said. */
export function commandRequest(sound: Extract<Attachment, { kind: "audio" }>, language: string): ChatRequest {
  return spokenCommandRequest(commandSpecs, sound, language);
}

/** Checks the model's choice against its own transcript: the two must agree, and arguments must have been said. */
export function decide(answer: string): Decision {
  const parsed = answerShape.safeParse(jsonOf(answer));
  // Of an answer that was cut off, there is what was heard.
  const heard = parsed.data?.heard ?? readSpokenAnswer(answer).heard;
  if (wordsOf(heard).length === 0) return { kind: "silence" };
  const { command, arguments: args } = parsed.data ?? { command: "", arguments: {} };
  const chosen = intentOf(command)?.bind(args);
  const said = understand(heard);
  if (chosen && said && (said.knownAs ?? said.id) === chosen.id)
    return { kind: "sure", heard, intent: agreed(chosen, said) };
  // "ask" and "none" are what a model chooses when it does not know; words that say a command outright do.
  if (said && said.id !== "ask" && (!chosen || chosen.id === "ask"))
    return { kind: "sure", heard, intent: said };
  if (chosen && (!said || said.id === "ask") && isSaid(chosen, heard)) {
    return { kind: "sure", heard, intent: chosen };
  }
  const likely = [said, chosen].filter((intent) => intent !== undefined);
  return { kind: "unsure", heard, nearest: withNearest(likely, heard) };
}

/** The same command from both: its arguments as the model wrote them, where they are what was said. */
function agreed(chosen: BoundIntent, said: BoundIntent): BoundIntent {
  if (said.id !== chosen.id) return said;
  const isSame = Object.entries(said.arguments).every(
    ([name, value]) => lettersOf(chosen.arguments[name] ?? "") === lettersOf(value),
  );
  return isSame ? chosen : said;
}

/** True if the command and its arguments are in the transcript: a model must not make up what to do. */
function isSaid({ id, arguments: args }: BoundIntent, heard: string): boolean {
  const values = Object.values(args);
  if (!values.every((value) => isArgumentSaid(value, heard))) return false;
  // A question need not say that it is one.
  if (id === "ask") return true;
  return nearnessTo(id, heard) > (values.length === 0 ? minOverlap : minOverlapBesideArguments);
}

/** A number is said as a whole, of words most. */
function isArgumentSaid(value: string | number, heard: string): boolean {
  if (typeof value === "number") return numbersIn(heard).includes(value);
  const letters = lettersOf(heard);
  const words = wordsOf(value);
  return words.filter((word) => letters.includes(word)).length * 2 > words.length;
}

function numbersIn(text: string): number[] {
  return (text.replace(/(?<=\d)[ ,](?=\d{3}\b)/g, "").match(/\d+/g) ?? []).map(Number);
}

/** How much of one of its examples a transcript has, from 0 to 1. */
function nearnessTo(id: string, heard: string): number {
  const words = wordsOf(plainWords(heard));
  return Math.max(0, ...(intentOf(id)?.examples ?? []).map((text) => overlap(words, wordsOf(text))));
}

function lettersOf(value: string | number): string {
  return wordsOf(String(value)).join("");
}

function withNearest(likely: readonly BoundIntent[], heard: string): BoundIntent[] {
  const others = catalogue
    .filter(({ argumentsSchema }) => Object.keys(argumentsSchema.properties).length === 0)
    .map((intent) => ({ intent, score: nearnessTo(intent.id, heard) }))
    .toSorted((a, b) => b.score - a.score)
    .flatMap(({ intent, score }) => (score > 0.3 ? [intent.bind({})] : []));
  const question = intentOf("ask")?.bind({ question: heard });
  const all = [...likely, ...others.slice(0, maxNearest - 1), question, ...others];
  const known = new Map<string, BoundIntent>();
  for (const intent of all) if (intent && !known.has(intent.id)) known.set(intent.id, intent);
  return [...known.values()].slice(0, maxNearest);
}

/** Share of words that two sentences have in common; words that differ in a letter count too. */
function overlap(a: readonly string[], b: readonly string[]): number {
  const shared = a.filter((word) => b.some((other) => likeness(word, other) >= 0.75)).length;
  return (2 * shared) / (a.length + b.length);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // cut off, or no JSON at all: nothing was understood
  }
}
