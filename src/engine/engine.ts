import type { ChatRequest, StopReason, Timings, ToolCall, Usage } from "../protocol/chat";
import type { FailureReason } from "../protocol/failure";
import type { Confinement } from "./confinement";
import type { LoadPlan, MemoryForecast } from "./models/fit";
import type { GpuDevice } from "./models/gpuDevices";
import type { MemoryUse } from "./memoryWatch";

/** One model behind one interface: a child process here, or a server elsewhere. */
export interface Engine {
  readonly state: EngineState;
  /** Calls `listener` after each change of `state`; returns the way to stop that. */
  onDidChangeState(listener: () => void): () => void;
  /**
   * Answers one request; requests wait for each other in the order of their first `next()`.
   * Ends with one `done` event, also after `signal` is aborted; every other end throws a `Failure`.
   */
  answer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined>;
  /** What the loaded model can take; loads it first. */
  describe(signal: AbortSignal): Promise<EngineDescription>;
  /** Length of `text` in tokens by the model's own tokenizer; loads the model first. */
  countTokens(text: string, signal: AbortSignal): Promise<number>;
  /** Memory that the model takes now; absent for an engine that is not a process here. */
  memory?(): Promise<MemoryUse | undefined>;
  /** Frees the model's memory and forgets its crashes; the next request loads it again. */
  unload(): Promise<void>;
  /** Ends everything this engine started and settles all requests. */
  dispose(): Promise<void>;
}

export type EngineState =
  | { readonly kind: "stopped"; readonly why: "notStarted" | "idle" | "unloaded" | "closed" }
  /** `pauseMs`: it crashed, and is started after that time. */
  | { readonly kind: "starting"; readonly pauseMs?: number }
  | { readonly kind: "ready"; readonly description: EngineDescription }
  | {
      readonly kind: "busy";
      readonly description: EngineDescription;
      readonly phase: "reading" | "answering";
    }
  | { readonly kind: "failed"; readonly reason: FailureReason };

export interface EngineDescription {
  /** A short name for people, e.g. "gemma-4-12b". */
  readonly modelName: string;
  readonly contextTokens: number;
  readonly readsImages: boolean;
  readonly hearsAudio: boolean;
  /** What the server says of itself, e.g. "b1-0ad4a86". */
  readonly engineVersion?: string;
  /** How the model process is confined; absent for an engine that is not a process here. */
  readonly confinement?: Confinement;
  /** The server that answers; absent for an engine on this machine. */
  readonly server?: ServerFacts;
  /** What it was forecast to take of this machine's memory. */
  readonly memory?: MemoryForecast;
  /** How it was loaded to fit into that, and how many tokens it takes at once. */
  readonly plan?: LoadPlan & { readonly batchTokens: number };
  /** Graphics cards that it may use; absent for the processor alone. */
  readonly gpus?: readonly GpuDevice[];
}

/** What is known of a server, for people. */
interface ServerFacts {
  /** Name and port, as in its address. */
  readonly host: string;
  /** True if nobody on the way can read along: TLS, or a way that stays on this machine. */
  readonly isPrivateWay: boolean;
  /** The server's model by its full name. */
  readonly model: string;
  /** Whether texts are counted by the server's own tokenizer, or by their length. */
  readonly tokenCount: "exact" | "estimated";
}

export type EngineEvent =
  | { readonly kind: "queued"; readonly ahead: number }
  | { readonly kind: "loading" }
  | ReadingEvent
  | { readonly kind: "text"; readonly text: string }
  | ToolCallEvent
  | DoneEvent;

/** Progress through the prompt; `cachedTokens` of it were known from an earlier request. */
export interface ReadingEvent {
  readonly kind: "reading";
  readonly processedTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number;
  readonly elapsedMs: number;
}

/** A whole call; only requests with tools get any. */
interface ToolCallEvent {
  readonly kind: "toolCall";
  readonly call: ToolCall;
}

export interface DoneEvent {
  readonly kind: "done";
  readonly stopReason: StopReason;
  readonly usage?: Usage;
  readonly timings?: Timings;
}
