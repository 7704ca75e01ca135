import * as z from "zod/mini";

// What the page with the code that draws a picture is told, and may ask for. Texts are worded by the host.

const bytes = z.pipe(
  z.union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)]),
  z.transform((data) => (data instanceof Uint8Array ? data : new Uint8Array(data))),
);
const plain = <const K extends string>(kind: K) => z.object({ kind: z.literal(kind) });

/** A place in a file of the workspace; lines are counted from 1. */
const place = z.object({ path: z.string(), line: z.int() });

/** From the page to the host. */
export const foundCodeMessage = z.discriminatedUnion("kind", [
  plain("ready"),
  /** The picture was decoded; other bytes if it had to be drawn anew. */
  z.object({ kind: z.literal("prepared"), picture: z.optional(bytes) }),
  plain("unreadable"),
  z.object({ kind: z.literal("open"), path: z.string(), line: z.int() }),
  plain("ask"),
  plain("stop"),
]);

const text = z.object({
  /** The number in the picture, from 1. */
  number: z.int(),
  text: z.string(),
  /** Left, top, right and bottom in thousandths of the picture. */
  box: z.optional(z.tuple([z.number(), z.number(), z.number(), z.number()])),
  /** Where it is drawn, in the file that fits best; absent if no file has it. */
  place: z.optional(place),
});

const file = z.object({
  path: z.string(),
  /** Folder and file name, for people. */
  folder: z.string(),
  name: z.string(),
  detail: z.string(),
  matches: z.array(
    z.object({ number: z.int(), text: z.string(), line: z.int(), key: z.optional(z.string()) }),
  ),
});

/** Everything on the page. */
const page = z.object({
  title: z.string(),
  /** What is being done; empty when it is done. */
  phase: z.string(),
  /** Why there is nothing to see, or what to know about what there is. */
  notice: z.string(),
  texts: z.array(text),
  files: z.array(file),
  words: z.record(z.string(), z.string()),
});

/** From the host to the page. */
export const foundCodeHostMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("picture"), mimeType: z.string(), bytes, mustEncode: z.boolean() }),
  z.object({ kind: z.literal("draw"), page }),
]);

export type FoundCodeMessage = z.infer<typeof foundCodeMessage>;
export type FoundCodeHostMessage = z.infer<typeof foundCodeHostMessage>;
export type FoundCodePage = z.infer<typeof page>;
