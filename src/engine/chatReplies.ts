import { z } from "zod";

// What an OpenAI-compatible server may send; llama-server's extras are optional, unknown fields are dropped.
// https://platform.openai.com/docs/api-reference/chat-streaming and llama.cpp/tools/server/README.md

/** One `data:` line of a streamed chat completion. */
export const chatChunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: z.number().default(0),
                  id: z.string().nullish(),
                  function: z
                    .object({ name: z.string().nullish(), arguments: z.string().nullish() })
                    .nullish(),
                }),
              )
              .nullish(),
          })
          .default({}),
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
    // OpenAI sends words here ("invalid_api_key"), Ollama null.
    code: z.union([z.number(), z.string()]).nullish(),
    type: z.string().nullish(),
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

/** POST /tokenize of llama-server, vLLM and SGLang. */
export const tokensBody = z.object({ tokens: z.array(z.number()) });

/** GET /v1/models; the context has three names, by the kind of server. */
export const modelsBody = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      owned_by: z.string().nullish(),
      max_model_len: z.number().int().positive().nullish(),
      context_length: z.number().int().positive().nullish(),
      meta: z.object({ n_ctx: z.number().int().positive().nullish() }).nullish(),
    }),
  ),
});
export type ServerModel = z.infer<typeof modelsBody>["data"][number];

/** A chat completion that is not streamed, as far as a probe looks at it. */
export const probeBody = z.object({
  usage: z.object({ prompt_tokens: z.number() }).nullish(),
});
