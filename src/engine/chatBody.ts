import type { ChatRequest, Sampling } from "../protocol/chat";

/** The JSON body of a streamed chat completion, with llama-server's extras for progress and prompt caching. */
export function chatBody(request: ChatRequest): Record<string, unknown> {
  return {
    messages: request.messages,
    max_tokens: request.maxTokens,
    ...samplingFields(request.sampling),
    stream: true,
    stream_options: { include_usage: true },
    return_progress: true,
    cache_prompt: true,
    // Always explicit: the template's default differs between builds, and thinking makes the model invent sound.
    chat_template_kwargs: { enable_thinking: false },
    ...(request.jsonSchema && {
      response_format: { type: "json_schema", json_schema: { name: "answer", schema: request.jsonSchema } },
    }),
    ...(request.continueLast && { add_generation_prompt: false, continue_final_message: true }),
  };
}

// Gemma 4's model card gives one setting for every use; extraction and transcripts are greedy.
function samplingFields(sampling: Sampling): Record<string, number> {
  return sampling === "exact" ? { temperature: 0 } : { temperature: 1, top_p: 0.95, top_k: 64, min_p: 0 };
}
