import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const code = z.object({
  path: z.string(),
  languageId: z.string(),
  startLine: z.number(),
  endLine: z.number(),
  text: z.string(),
});
const strings = z.array(z.string());
/** Whether the code was written by people rather than by the generator. */
const isReal = z.boolean().default(false);
const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const args = z.record(z.string(), z.union([z.string(), z.number()]));
const wish = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("fix") }),
  z.object({ kind: z.literal("document") }),
  z.object({ kind: z.literal("change"), instruction: z.string() }),
]);

const item = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("explain"), code, names: strings, isReal }),
  z.object({ kind: z.literal("bug"), code, question: z.string(), tells: strings }),
  z.object({ kind: z.literal("correct"), code, question: z.string(), isReal }),
  z.object({
    kind: z.literal("followUp"),
    code,
    question: z.string(),
    answer: z.string(),
    next: z.string(),
    want: z.string(),
  }),
  z.object({ kind: z.literal("noCode"), question: z.string() }),
  z.object({ kind: z.literal("edit"), code, wish, want: z.string() }),
  z.object({ kind: z.literal("notes"), code, tells: strings, quote: z.string() }),
  z.object({
    kind: z.literal("commit"),
    change: z.object({ path: z.string(), diff: z.string() }),
    subject: z.string(),
  }),
  z.object({
    kind: z.literal("picture"),
    file: z.string(),
    screen: z.string(),
    theme: z.string(),
    texts: z.array(z.object({ text: z.string(), box })),
  }),
  z.object({
    kind: z.literal("command"),
    file: z.string(),
    heard: z.string(),
    command: z.string(),
    arguments: args,
  }),
  z.object({ kind: z.literal("voiceNote"), file: z.string(), heard: z.string(), code, names: strings }),
]);

/** One question with the facts that its answer must hold, as nano/train/make_heldout.py writes it. */
export type HeldOut = z.infer<typeof item>;
export type Kind = HeldOut["kind"];
export type Of<K extends Kind> = Extract<HeldOut, { kind: K }>;

export interface HeldOutSet {
  readonly folder: string;
  readonly items: readonly HeldOut[];
}

/** Reads a set; pictures and sounds lie beside it. */
export function readHeldOut(folder: string): HeldOutSet {
  const text = readFileSync(path.join(folder, "set.json"), "utf8");
  return { folder, items: z.array(item).parse(JSON.parse(text)) };
}
