/** What the prompt layer hands to an engine: the OpenAI chat-completions shape, without the fields that Gloss never uses. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** Upper bound of the answer in tokens. */
  readonly maxTokens: number;
  readonly sampling: Sampling;
  /** JSON schema that constrains every token of the answer. */
  readonly jsonSchema?: Readonly<Record<string, unknown>>;
  /** Continue the last message, which is a cut-off answer, instead of opening a new one. */
  readonly continueLast?: boolean;
  /** What the model may call instead of answering; only other extensions offer tools. */
  readonly tools?: ToolOffer;
}

/** Tools in the request of another extension; `required` lets the model do nothing but call exactly one. */
interface ToolOffer {
  readonly functions: readonly ToolFunction[];
  readonly choice: "auto" | "required";
}

export interface ToolFunction {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A call that the model asks for; `arguments` is JSON as the model wrote it. */
export interface ToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

/** `answer` is the model card's sampling; `exact` is greedy, for JSON, transcripts and tests. */
export type Sampling = "answer" | "exact";

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string | readonly ChatPart[];
  /** Calls that an earlier answer asked for. */
  readonly tool_calls?: readonly ToolCall[];
  /** Which call a message of the role "tool" answers. */
  readonly tool_call_id?: string;
}

export type ChatPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } }
  | {
      readonly type: "input_audio";
      readonly input_audio: { readonly data: string; readonly format: AudioFormat };
    };

export type AudioFormat = "wav" | "mp3" | "flac";

/** Token counts of one request, from the engine. `promptTokens` includes pictures and sound. */
export interface Usage {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly answerTokens: number;
  /** Tokens of the prompt that were pictures, about; 0 if none was read. Absent without pictures. */
  readonly pictureTokens?: number | undefined;
}

/** Engine-side durations in milliseconds, without queueing and transport. */
export interface Timings {
  readonly promptMs: number;
  readonly answerMs: number;
  /** Tokens a second while answering. */
  readonly tokensPerSecond: number;
}

/** Why an answer ended: the model was done, the token limit was reached, the user stopped it, it went in circles, or it was not text at all. */
export type StopReason = "stop" | "length" | "cancelled" | "looping" | "garbled";
