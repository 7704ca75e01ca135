import type { ChatMessage, ChatRequest, Sampling } from "../protocol/chat";

/**
 * Which fields a server understands beyond OpenAI's: llama-server all, "template" (vLLM, SGLang) those for chat
 * templates and sampling, "plain" none.
 */
export type ServerKind = "llamaServer" | "template" | "plain";

export interface BodyTarget {
  readonly serverKind: ServerKind;
  /** Which of the server's models; llama-server has only one. */
  readonly model?: string;
}

/** The JSON body of a streamed chat completion. */
export function chatBody(request: ChatRequest, { serverKind, model }: BodyTarget): Record<string, unknown> {
  const isPlain = serverKind === "plain";
  const { continueLast, tools } = request;
  return {
    ...(model !== undefined && { model }),
    messages: continueLast && isPlain ? [...request.messages, continuation] : request.messages,
    max_tokens: request.maxTokens,
    ...(isPlain ? plainSampling(request.sampling) : samplingFields(request.sampling)),
    stream: true,
    stream_options: { include_usage: true },
    ...(serverKind === "llamaServer" && { return_progress: true, cache_prompt: true }),
    // Always explicit: the template's default differs between builds, and thinking makes the model invent sound.
    ...(!isPlain && { chat_template_kwargs: { enable_thinking: false } }),
    ...(request.jsonSchema && {
      response_format: { type: "json_schema", json_schema: { name: "answer", schema: request.jsonSchema } },
    }),
    ...(tools && {
      tools: tools.functions.map((one) => ({ type: "function", function: one })),
      tool_choice: tools.choice,
      // Who requires a call waits for one; a small model left alone repeats it until its limit.
      ...(tools.choice === "required" && { parallel_tool_calls: false }),
    }),
    ...(continueLast && !isPlain && { add_generation_prompt: false, continue_final_message: true }),
  };
}

// A server that knows no templates cannot go on with its own words; it has to be asked to.
const continuation: ChatMessage = {
  role: "user",
  content: "Continue your answer exactly where it stops. Repeat nothing.",
};

// Gemma 4's model card gives one setting for every use; extraction and transcripts are greedy.
function samplingFields(sampling: Sampling): Record<string, number> {
  return sampling === "exact" ? { temperature: 0 } : { temperature: 1, top_p: 0.95, top_k: 64, min_p: 0 };
}

function plainSampling(sampling: Sampling): Record<string, number> {
  return sampling === "exact" ? { temperature: 0 } : { temperature: 1, top_p: 0.95 };
}
