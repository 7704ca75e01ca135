import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { ChatRequest } from "../protocol/chat";
import { Failure, type CrashReason, type EnginePhase } from "../protocol/failure";
import { whyItBroke } from "./brokenConnection";
import { CrashHistory } from "./crashHistory";
import type { Engine, EngineDescription, EngineEvent, EngineState } from "./engine";
import { FairQueue, type QueueTurn } from "./fairQueue";
import { hangLimits, HangWatch } from "./hangWatch";
import { loadModel, type LoadOptions, type LocalModel, type RunningModel } from "./loadModel";
import type { MemoryUse } from "./memoryWatch";
import type { ServerProcess } from "./serverProcess";
import { StateCell } from "./stateCell";
import { withAbort } from "./withAbort";

export interface LocalEngineOptions extends LoadOptions {
  /** Asked before each request, so that a changed setting counts for the next one. Throws `Failure`. */
  readonly resolveSpec: () => Promise<LocalModel>;
  /** Minutes without a request after which the model's memory is freed; 0 keeps it. */
  readonly idleMinutes: () => number;
}

// zod and the event parser cost 40 ms to load: the first question pays, not the start of the editor.
const loadClient = () => import("./chatClient");

/** llama-server as a child process: started by the first request, one generation at a time, unloaded when idle. */
export class LocalEngine implements Engine {
  readonly #options: LocalEngineOptions;
  readonly #queue = new FairQueue();
  readonly #state = new StateCell<EngineState>({ kind: "stopped", why: "notStarted" });
  readonly #closing = new AbortController();
  readonly #crashes = new CrashHistory();
  #lastCrash: CrashReason | undefined;
  #lastModel: LocalModel | undefined;
  #running: Promise<RunningModel> | undefined;
  /** Ended because another model was chosen: who waited for it gets that one. */
  readonly #replaced = new WeakSet<Promise<RunningModel>>();
  /** Aborted when what is running or being loaded must end. */
  #life = new AbortController();
  #server: ServerProcess | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: LocalEngineOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state.value;
  }

  /** Process id of the child, for tests and the report. */
  get pid(): number | undefined {
    return this.#server?.exit ? undefined : this.#server?.pid;
  }

  async memory(): Promise<MemoryUse | undefined> {
    return this.#server?.memory();
  }

  onDidChangeState(listener: () => void): () => void {
    return this.#state.onDidChange(listener);
  }

  async *answer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined> {
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    let turn: QueueTurn | undefined;
    let running: RunningModel | undefined;
    let phase: EnginePhase = "loading";
    // Also closes the connection when the caller stops listening: the server must not go on for nobody.
    const connection = new AbortController();
    const cut = AbortSignal.any([ends, connection.signal]);
    const limits = this.#options.hangLimits ?? hangLimits;
    const watch = new HangWatch(() => running?.server.killHung());
    let limitMs = limits.readingMs;
    try {
      if (this.#queue.length > 0) yield { kind: "queued", ahead: this.#queue.length };
      turn = await this.#queue.enter(ends);
      clearTimeout(this.#idleTimer);
      if (this.#state.value.kind !== "ready") yield { kind: "loading" };
      running = await this.#ensureRunning(ends);
      const { description, server, model } = running;
      const sampled: ChatRequest = model.isGreedy ? { ...request, sampling: "exact" } : request;
      phase = "reading";
      clearTimeout(this.#idleTimer); // a load begins with it
      this.#state.set({ kind: "busy", description, phase });
      const { streamChat } = await loadClient();
      watch.heard(limitMs);
      for await (const event of streamChat(server.endpoint, sampled, {
        serverKind: "llamaServer",
        signal: cut,
        onHeard: () => watch.heard(limitMs),
      })) {
        if (event.kind === "text" && phase === "reading") {
          phase = "answering";
          limitMs = limits.answeringMs;
          this.#state.set({ kind: "busy", description, phase });
        }
        yield event;
      }
      this.#crashes.answered();
    } catch (error) {
      if (signal.aborted) {
        yield { kind: "done", stopReason: "cancelled" };
        return;
      }
      throw await this.#explain(error, running?.server, phase);
    } finally {
      watch.dispose();
      connection.abort();
      if (turn) this.#afterTurn(running);
      turn?.release();
    }
  }

  async describe(signal: AbortSignal): Promise<EngineDescription> {
    return (await this.#whileQuiet(signal)).description;
  }

  async countTokens(text: string, signal: AbortSignal): Promise<number> {
    const { server } = await this.#whileQuiet(signal);
    const { fetchTokenCount } = await loadClient();
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    const { readingMs } = this.#options.hangLimits ?? hangLimits;
    try {
      return await server.replies(fetchTokenCount(server.endpoint, { text }, ends), readingMs);
    } catch (error) {
      if (signal.aborted) throw error;
      throw await this.#explain(error, server, "reading");
    }
  }

  async unload(): Promise<void> {
    this.#crashes.clear();
    await this.#stop("unloaded");
  }

  async dispose(): Promise<void> {
    this.#closing.abort(new Failure({ kind: "engineClosed" }));
    await this.#stop("closed");
  }

  // Small requests go beside a running answer, but a load must not happen twice.
  async #whileQuiet(signal: AbortSignal): Promise<RunningModel> {
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    ends.throwIfAborted();
    const running = await this.#ensureRunning(ends);
    if (this.#state.value.kind === "ready") this.#armIdleTimer();
    return running;
  }

  async #ensureRunning(signal: AbortSignal): Promise<RunningModel> {
    signal.throwIfAborted();
    const model = await this.#options.resolveSpec().catch((error: unknown) => {
      throw this.#fail(error);
    });
    // Nobody is to wait for a load of what is no longer chosen; an answer that is being written ends first.
    if (this.#running && this.#state.value.kind !== "busy" && !isDeepStrictEqual(this.#lastModel, model)) {
      this.#replaced.add(this.#running);
      await this.#stop("unloaded");
    }
    // A load goes on when its first caller gives up: the next question finds it ready.
    const isNew = this.#running === undefined;
    const loading = (this.#running ??= this.#start(model));
    const running = await withAbort(loading, signal).catch((error: unknown) => {
      if (signal.aborted || !this.#replaced.has(loading)) throw error;
      return this.#ensureRunning(signal);
    });
    if (isNew) return running;
    if (running.server.exit) {
      await this.#stop("unloaded");
      return this.#ensureRunning(signal);
    }
    // A choice that could not be loaded was taken back: what ran before it still runs.
    if (this.#state.value.kind === "failed")
      this.#state.set({ kind: "ready", description: running.description });
    return running;
  }

  #start(model: LocalModel): Promise<RunningModel> {
    if (!isDeepStrictEqual(model, this.#lastModel)) this.#crashes.clear();
    this.#lastModel = model;
    const advice = this.#crashes.advice(Date.now());
    if (advice.kind === "stop" && this.#lastCrash) {
      throw this.#fail(new Failure({ kind: "engineKeepsCrashing", last: this.#lastCrash }));
    }
    const pauseMs = advice.kind === "start" ? advice.pauseMs : 0;
    this.#life = new AbortController();
    const life = this.#life.signal;
    const running = this.#load(model, { life, pauseMs }).catch((error: unknown) => {
      if (life.aborted) throw new Failure({ kind: "engineClosed" });
      this.#running = undefined;
      throw this.#fail(isFolderError(error) ? noTemporaryFolder(error) : error);
    });
    running.catch(() => undefined); // its callers hear of it; they may all have given up
    return running;
  }

  async #load(
    model: LocalModel,
    { life, pauseMs }: { readonly life: AbortSignal; readonly pauseMs: number },
  ): Promise<RunningModel> {
    if (pauseMs > 0) {
      this.#state.set({ kind: "starting", pauseMs });
      await pause(pauseMs, undefined, { signal: life });
    }
    this.#state.set({ kind: "starting" });
    const running = await loadModel(
      model,
      this.#options,
      {
        onStarted: (server) => {
          this.#server = server;
        },
        onCrash: (server) => {
          this.#crashes.crashed(Date.now());
          this.#lastCrash = server.crashReason(phaseOf(this.#state.value));
        },
      },
      life,
    );
    const { server, description } = running;
    void server.exited.then(() => {
      this.#onExit(server); // cannot reject
    });
    this.#state.set({ kind: "ready", description });
    this.#armIdleTimer(); // nobody may be waiting for it any more
    return running;
  }

  #onExit(server: ServerProcess): void {
    const reason = server.crashReason("idle");
    if (this.#server !== server || !reason) return;
    this.#server = undefined;
    this.#running = undefined;
    this.#state.set({ kind: "failed", reason });
  }

  async #stop(why: "idle" | "unloaded" | "closed"): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#life.abort(new Failure({ kind: "engineClosed" }));
    const [server, running] = [this.#server, this.#running];
    this.#server = undefined;
    this.#running = undefined;
    this.#state.set({ kind: "stopped", why });
    await server?.stop();
    // A load that was under way ends what it has started by itself.
    await running?.catch(() => undefined);
  }

  #afterTurn(running: RunningModel | undefined): void {
    if (running && !running.server.exit && this.#server === running.server)
      this.#state.set({ kind: "ready", description: running.description });
    // A turn that came to nothing leaves a loaded model behind too; a load arms the timer at its end.
    if (this.#server && this.#state.value.kind !== "starting") this.#armIdleTimer();
  }

  #armIdleTimer(): void {
    clearTimeout(this.#idleTimer);
    const minutes = this.#options.idleMinutes();
    if (minutes <= 0) return;
    this.#idleTimer = setTimeout(() => void this.#stop("idle"), minutes * 60_000); // stop() cannot reject
    this.#idleTimer.unref();
  }

  async #explain(error: unknown, server: ServerProcess | undefined, phase: EnginePhase): Promise<unknown> {
    if (this.#closing.signal.aborted || server?.isStopping) return new Failure({ kind: "engineClosed" });
    const why = await whyItBroke(error, server, phase);
    return why !== error && server?.crashReason(phase) ? this.#fail(why) : why;
  }

  #fail(error: unknown): unknown {
    if (error instanceof Failure && !this.#closing.signal.aborted) {
      this.#state.set({ kind: "failed", reason: error.reason });
    }
    return error;
  }
}

function phaseOf(state: EngineState): EnginePhase {
  if (state.kind === "busy") return state.phase;
  return state.kind === "starting" ? "loading" : "idle";
}

// The run folder and the bait of the self-test are all that a start writes.
function isFolderError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    "code" in error &&
    ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "ENOENT"].includes(String(error.code))
  );
}

function noTemporaryFolder(error: Error): Failure {
  return new Failure({ kind: "noTemporaryFolder", detail: error.message });
}
