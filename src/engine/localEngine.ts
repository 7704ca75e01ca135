import { isDeepStrictEqual } from "node:util";
import type { ChatRequest } from "../protocol/chat";
import { Failure, type EnginePhase, type FailureReason } from "../protocol/failure";
import { launcherFor, measured } from "./confinement";
import type { Engine, EngineDescription, EngineEvent, EngineState } from "./engine";
import { FairQueue, type QueueTurn } from "./fairQueue";
import { hangLimits, HangWatch, type HangLimits } from "./hangWatch";
import type { SandboxPolicy } from "./sandbox/chooseLauncher";
import type { SandboxTools } from "./sandbox/helpers";
import type { ServerProcess } from "./serverProcess";
import { startServer, type ServerSpec } from "./serverStart";
import { StateCell } from "./stateCell";

export interface LocalEngineOptions {
  /** Asked before each request, so that a changed setting counts for the next one. Throws `Failure`. */
  readonly resolveSpec: () => Promise<LocalModel>;
  readonly tools: SandboxTools;
  /** `gloss.sandbox`, asked before each start. */
  readonly sandbox: () => SandboxPolicy;
  /** Minutes without a request after which the model's memory is freed; 0 keeps it. */
  readonly idleMinutes: () => number;
  /** How long the process may be silent; the default fits 12B on two cores. */
  readonly hangLimits?: HangLimits;
  readonly log: (line: string) => void;
}

/** What to load, and how people call it. */
export interface LocalModel {
  readonly name: string;
  /** Answers are always greedy: a model this small wanders off at the sampling that Gemma 4 wants. */
  readonly isGreedy: boolean;
  readonly server: ServerSpec;
}

// zod and the event parser cost 40 ms to load: the first question pays, not the start of the editor.
const loadClient = () => import("./chatClient");

interface Running {
  readonly model: LocalModel;
  readonly server: ServerProcess;
  readonly description: EngineDescription;
}

/** llama-server as a child process: started by the first request, one generation at a time, unloaded when idle. */
export class LocalEngine implements Engine {
  readonly #options: LocalEngineOptions;
  readonly #queue = new FairQueue();
  readonly #state = new StateCell<EngineState>({ kind: "stopped", why: "notStarted" });
  readonly #closing = new AbortController();
  #running: Promise<Running> | undefined;
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

  onDidChangeState(listener: () => void): () => void {
    return this.#state.onDidChange(listener);
  }

  async *answer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined> {
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    let turn: QueueTurn | undefined;
    let running: Running | undefined;
    let phase: EnginePhase = "loading";
    // Also closes the connection when the caller stops listening: the server must not go on for nobody.
    const connection = new AbortController();
    const cut = AbortSignal.any([ends, connection.signal]);
    const limits = this.#options.hangLimits ?? hangLimits;
    const watch = new HangWatch(() => running?.server.killHung());
    try {
      if (this.#queue.length > 0) yield { kind: "queued", ahead: this.#queue.length };
      turn = await this.#queue.enter(ends);
      clearTimeout(this.#idleTimer);
      if (this.#state.value.kind !== "ready") yield { kind: "loading" };
      running = await this.#ensureRunning(ends);
      const { description, server, model } = running;
      const sampled: ChatRequest = model.isGreedy ? { ...request, sampling: "exact" } : request;
      phase = "reading";
      this.#state.set({ kind: "busy", description, phase });
      const { streamChat } = await loadClient();
      watch.heard(limits.readingMs);
      for await (const event of streamChat(server.endpoint, sampled, cut)) {
        watch.heard(event.kind === "text" ? limits.answeringMs : limits.readingMs);
        if (event.kind === "text" && phase === "reading") {
          phase = "answering";
          this.#state.set({ kind: "busy", description, phase });
        }
        yield event;
      }
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
    try {
      return await fetchTokenCount(server.endpoint, text, AbortSignal.any([signal, this.#closing.signal]));
    } catch (error) {
      if (signal.aborted) throw error;
      throw await this.#explain(error, server, "reading");
    }
  }

  async unload(): Promise<void> {
    await this.#stop("unloaded");
  }

  async dispose(): Promise<void> {
    this.#closing.abort(new Failure({ kind: "engineClosed" }));
    await this.#stop("closed");
  }

  // Small requests go beside a running answer, but a load must not happen twice.
  async #whileQuiet(signal: AbortSignal): Promise<Running> {
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    ends.throwIfAborted();
    const running = await this.#ensureRunning(ends);
    if (this.#state.value.kind === "ready") this.#armIdleTimer();
    return running;
  }

  async #ensureRunning(signal: AbortSignal): Promise<Running> {
    signal.throwIfAborted();
    const model = await this.#options.resolveSpec().catch((error: unknown) => {
      throw this.#fail(error);
    });
    if (this.#running) {
      const running = await withAbort(this.#running, signal);
      if (!running.server.exit && isDeepStrictEqual(running.model, model)) return running;
      if (this.#state.value.kind === "busy" && !running.server.exit) return running; // an answer is being written
      await this.#stop("unloaded");
    }
    // A load goes on when its first caller gives up: the next question finds it ready.
    this.#running ??= this.#start(model);
    return withAbort(this.#running, signal);
  }

  #start(model: LocalModel): Promise<Running> {
    this.#life = new AbortController();
    const life = this.#life.signal;
    const running = this.#load(model, life).catch((error: unknown) => {
      if (life.aborted) throw new Failure({ kind: "engineClosed" });
      this.#running = undefined;
      throw this.#fail(isFolderError(error) ? noTemporaryFolder(error) : error);
    });
    running.catch(() => undefined); // its callers hear of it; they may all have given up
    return running;
  }

  async #load(model: LocalModel, life: AbortSignal): Promise<Running> {
    this.#state.set({ kind: "starting" });
    const { tools, sandbox, log } = this.#options;
    const choice = await launcherFor(sandbox(), tools);
    // Before the model's first byte meets native code: a broken sandbox must not be noticed too late.
    const confinement = await measured(choice, model.server, tools);
    life.throwIfAborted();
    const server = await startServer(model.server, choice.launcher, log);
    try {
      life.throwIfAborted();
      this.#server = server;
      await server.ready(life, (this.#options.hangLimits ?? hangLimits).loadingMs);
      if (server.isHung) throw new Failure({ kind: "engineHangs", phase: "loading" });
      if (server.exit) throw new Failure({ kind: "engineExited", phase: "loading", exit: server.exit });
      const { fetchDescription } = await loadClient();
      const limits = await fetchDescription(server.endpoint, life);
      life.throwIfAborted();
      const description = { modelName: model.name, ...limits, confinement };
      void server.exited.then((exit) => {
        this.#onExit(server, { kind: "engineExited", phase: "idle", exit }); // cannot reject
      });
      this.#state.set({ kind: "ready", description });
      return { model, server, description };
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  #onExit(server: ServerProcess, reason: FailureReason): void {
    if (this.#server !== server) return;
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

  #afterTurn(running: Running | undefined): void {
    if (!running || running.server.exit || this.#server !== running.server) return;
    this.#state.set({ kind: "ready", description: running.description });
    this.#armIdleTimer();
  }

  #armIdleTimer(): void {
    clearTimeout(this.#idleTimer);
    const minutes = this.#options.idleMinutes();
    if (minutes <= 0) return;
    this.#idleTimer = setTimeout(() => void this.#stop("idle"), minutes * 60_000); // stop() cannot reject
    this.#idleTimer.unref();
  }

  // A broken connection is most often the first sign of a death: the process' own end says more.
  async #explain(error: unknown, server: ServerProcess | undefined, phase: EnginePhase): Promise<unknown> {
    if (this.#closing.signal.aborted || server?.isStopping) return new Failure({ kind: "engineClosed" });
    if (error instanceof Failure && error.reason.kind !== "engineUnreachable") return error;
    const exit = server && (await Promise.race([server.exited, afterMs(500)]));
    if (server?.isHung) return this.#fail(new Failure({ kind: "engineHangs", phase }));
    if (exit) return this.#fail(new Failure({ kind: "engineExited", phase, exit }));
    if (error instanceof Failure || !isConnectionError(error)) return error;
    return new Failure({ kind: "engineUnreachable", detail: error.message });
  }

  #fail(error: unknown): unknown {
    if (error instanceof Failure && !this.#closing.signal.aborted) {
      this.#state.set({ kind: "failed", reason: error.reason });
    }
    return error;
  }
}

function isConnectionError(error: unknown): error is Error {
  return error instanceof Error && "code" in error;
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

function afterMs(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, undefined);
  });
}

/** Rejects with the signal's reason as soon as it is aborted; the work itself goes on. */
function withAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    };
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", giveUp);
    });
  });
}
