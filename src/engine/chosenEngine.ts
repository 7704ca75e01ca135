import type { ChatRequest } from "../protocol/chat";
import type { Engine, EngineDescription, EngineEvent, EngineState } from "./engine";
import type { MemoryUse } from "./memoryWatch";

export interface EnginePair {
  readonly here: Engine;
  readonly server: Engine;
}

/** Hands each request to the engine that the person has chosen, and never to the other one. */
export class ChosenEngine implements Engine {
  readonly #engines: EnginePair;
  readonly #choice: () => keyof EnginePair;
  #lastRequest: ChatRequest | undefined;

  constructor(engines: EnginePair, choice: () => keyof EnginePair) {
    this.#engines = engines;
    this.#choice = choice;
  }

  get state(): EngineState {
    return this.#current().state;
  }

  onDidChangeState(listener: () => void): () => void {
    const stops = [this.#engines.here, this.#engines.server].map((engine) =>
      engine.onDidChangeState(listener),
    );
    return () => stops.forEach((stop) => stop());
  }

  /** What was asked last, for whoever wants to see it. */
  get lastRequest(): ChatRequest | undefined {
    return this.#lastRequest;
  }

  answer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined> {
    this.#lastRequest = request;
    return this.#current().answer(request, signal);
  }

  describe(signal: AbortSignal): Promise<EngineDescription> {
    return this.#current().describe(signal);
  }

  countTokens(text: string, signal: AbortSignal): Promise<number> {
    return this.#current().countTokens(text, signal);
  }

  async memory(): Promise<MemoryUse | undefined> {
    return this.#current().memory?.();
  }

  /** Also frees the memory of a model that was loaded here before a server was chosen. */
  async unload(): Promise<void> {
    await Promise.all([...new Set([this.#engines.here, this.#current()])].map((engine) => engine.unload()));
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#engines.here.dispose(), this.#engines.server.dispose()]);
  }

  #current(): Engine {
    return this.#engines[this.#choice()];
  }
}
