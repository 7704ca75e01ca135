import * as z from "zod/mini";
import { contextKinds } from "../protocol/conversation";

// What a file of the history holds. Pictures lie beside it, named by their SHA-256; sound is never written.

const stored = {
  code: z.object({
    path: z.string(),
    languageId: z.string(),
    startLine: z.number(),
    endLine: z.number(),
    text: z.string(),
  }),
  context: z.object({
    kind: z.enum(contextKinds),
    label: z.string(),
    languageId: z.string(),
    text: z.string(),
  }),
  image: z.object({
    kind: z.literal("image"),
    name: z.string(),
    mimeType: z.string(),
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    size: z.optional(z.object({ width: z.number(), height: z.number() })),
  }),
  leftOut: z.object({ label: z.string(), tokens: z.number() }),
  usage: z.object({
    promptTokens: z.number(),
    cachedTokens: z.number(),
    answerTokens: z.number(),
    pictureTokens: z.optional(z.number()),
  }),
  timings: z.object({ promptMs: z.number(), answerMs: z.number(), tokensPerSecond: z.number() }),
};

/** A conversation as it lies on disk; unknown fields are dropped. */
export const storedConversation = z.object({
  version: z.literal(1),
  id: z.uuid(),
  title: z.string(),
  changedAt: z.number(),
  turns: z.array(
    z.object({
      question: z.object({
        instruction: z.string(),
        code: z.optional(stored.code),
        context: z.array(stored.context),
        attachments: z.array(stored.image),
        lostSounds: z._default(z.number(), 0),
      }),
      answer: z.object({
        text: z.string(),
        stopReason: z.enum(["stop", "length", "cancelled", "looping", "garbled"]),
        leftOut: z.array(stored.leftOut),
        usage: z.optional(stored.usage),
        timings: z.optional(stored.timings),
      }),
    }),
  ),
});
export type StoredConversation = z.infer<typeof storedConversation>;
