import { z } from "zod";

// What an OpenAI-compatible server may send; llama-server's extras are optional, unknown fields are dropped.
// https://platform.openai.com/docs/api-reference/chat-streaming and llama.cpp/tools/server/README.md

/** One `data:` line of a streamed chat completion. */
export const chatChunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), reasoning_content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().default(0) }).nullish(),
    })
    .nullish(),
  timings: z
    .object({ prompt_ms: z.number(), predicted_ms: z.number(), predicted_per_second: z.number() })
    .nullish(),
  prompt_progress: z
    .object({ total: z.number(), cache: z.number(), processed: z.number(), time_ms: z.number() })
    .nullish(),
});
export type ChatChunk = z.infer<typeof chatChunk>;

/** An error, as a whole reply or as one line of a stream. */
export const errorBody = z.object({
  error: z.object({
    message: z.string(),
    code: z.number().optional(),
    type: z.string().optional(),
    n_prompt_tokens: z.number().optional(),
    n_ctx: z.number().optional(),
  }),
});

/** llama-server's GET /props. */
export const propsBody = z.object({
  default_generation_settings: z.object({ n_ctx: z.number().int().positive() }),
  modalities: z.object({ vision: z.boolean(), audio: z.boolean() }),
  // Shown to people: a word and nothing else, or nothing.
  build_info: z
    .string()
    .regex(/^[\w.+-]{1,60}$/)
    .optional()
    .catch(undefined),
});

/** llama-server's POST /tokenize. */
export const tokensBody = z.object({ tokens: z.array(z.number()) });
