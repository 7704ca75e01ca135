import { isDeepStrictEqual } from "node:util";
import type { ChatRequest } from "../protocol/chat";
import { Failure } from "../protocol/failure";
import type { Engine, EngineDescription, EngineEvent, EngineState } from "./engine";
import { hangLimits, HangWatch, type HangLimits } from "./hangWatch";
import type { Connection } from "./remote/connectServer";
import { askUntilFree, busyReason, pauseBeforeRetry, retryLimits, type RetryLimits } from "./remote/retry";
import { isAboutServer, reasonOf } from "./remote/serverReason";
import { hostOf, type ServerTarget } from "./remote/serverTarget";
import { StateCell } from "./stateCell";
import { withAbort } from "./withAbort";

export interface RemoteEngineOptions {
  /** Asked before each request, so that a changed setting counts for the next one. Throws `Failure`. */
  readonly resolveTarget: () => Promise<ServerTarget>;
  /** Asked before anything is sent; false if the person does not want data to go there. */
  readonly confirm: (target: ServerTarget) => Promise<boolean>;
  readonly hangLimits?: Pick<HangLimits, "readingMs" | "answeringMs">;
  readonly retryLimits?: RetryLimits;
  /** How long the server may take to say what it is and what it can. */
  readonly connectMs?: number;
}

// Its queue may be long, and a picture and a sound are read on the way.
const longestConnectMs = 120_000;

// zod and the event parser cost 40 ms to load: the first question pays, not the start of the editor.
const loadClient = () => import("./chatClient");
const loadConnect = () => import("./remote/connectServer");

/** An OpenAI-compatible server elsewhere: it has its own queue, so requests go side by side. */
export class RemoteEngine implements Engine {
  readonly #options: RemoteEngineOptions;
  readonly #state = new StateCell<EngineState>({ kind: "stopped", why: "notStarted" });
  #closing = new AbortController();
  #connection: { readonly target: ServerTarget; readonly ready: Promise<Connection> } | undefined;
  #running = 0;

  constructor(options: RemoteEngineOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state.value;
  }

  onDidChangeState(listener: () => void): () => void {
    return this.#state.onDidChange(listener);
  }

  async *answer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined> {
    const closing = this.#closing.signal;
    const ends = AbortSignal.any([signal, closing]);
    let target: ServerTarget | undefined;
    this.#running += 1;
    try {
      ends.throwIfAborted();
      if (this.#state.value.kind === "stopped") yield { kind: "loading" };
      target = await this.#target();
      const connection = await this.#connect(target, ends);
      refuseMedia(request, connection.description);
      yield* this.#ask(connection, request, ends);
    } catch (error) {
      if (signal.aborted) {
        yield { kind: "done", stopReason: "cancelled" };
        return;
      }
      throw this.#explain(error, target, closing);
    } finally {
      this.#running -= 1;
      this.#settle();
    }
  }

  async describe(signal: AbortSignal): Promise<EngineDescription> {
    return this.#sideRequest(signal, ({ description }) => Promise.resolve(description));
  }

  async countTokens(text: string, signal: AbortSignal): Promise<number> {
    return this.#sideRequest(signal, async ({ description, endpoint, model, target }, ends) => {
      if (description.server?.tokenCount !== "exact") return estimateTokens(text);
      const { fetchTokenCount } = await loadClient();
      const busy = { limits: this.#options.retryLimits ?? retryLimits, host: hostOf(target.url) };
      return askUntilFree(() => fetchTokenCount(endpoint, { text, model }, ends), busy, ends);
    });
  }

  /** Forgets what is known of the server; the next request asks it again. */
  async unload(): Promise<void> {
    const closed = this.#close("unloaded");
    this.#closing = new AbortController();
    await closed;
  }

  async dispose(): Promise<void> {
    await this.#close("closed");
  }

  async #close(why: "unloaded" | "closed"): Promise<void> {
    this.#closing.abort(new Failure({ kind: "engineClosed" }));
    const connection = this.#connection;
    this.#connection = undefined;
    this.#state.set({ kind: "stopped", why });
    await connection?.ready.catch(() => undefined); // its callers hear of it
  }

  /** Streams one answer; a server that is too busy is asked again, as long as nothing has come from it. */
  async *#ask(
    { endpoint, serverKind, model, description, target }: Connection,
    request: ChatRequest,
    signal: AbortSignal,
  ): AsyncGenerator<EngineEvent, void, undefined> {
    const { streamChat } = await loadClient();
    const limits = this.#options.retryLimits ?? retryLimits;
    const hang = this.#options.hangLimits ?? hangLimits;
    // Also closes the connection when the caller stops listening: the server must not go on for nobody.
    const connection = new AbortController();
    const cut = AbortSignal.any([signal, connection.signal]);
    let limitMs = hang.readingMs;
    const watch = new HangWatch(() => {
      const seconds = Math.round(limitMs / 1000);
      connection.abort(new Failure({ kind: "serverSilent", host: hostOf(target.url), seconds }));
    });
    try {
      for (let tried = 1; ; tried += 1) {
        let hasStarted = false;
        try {
          this.#state.set({ kind: "busy", description, phase: "reading" });
          watch.heard(limitMs);
          const onHeard = (): void => watch.heard(limitMs);
          for await (const event of streamChat(endpoint, request, {
            serverKind,
            model,
            signal: cut,
            onHeard,
          })) {
            if (event.kind === "text" && !hasStarted) {
              limitMs = hang.answeringMs;
              this.#state.set({ kind: "busy", description, phase: "answering" });
            }
            hasStarted = true;
            yield event;
          }
          return;
        } catch (error) {
          const busy = hasStarted ? undefined : busyReason(error);
          if (!busy) throw connection.signal.reason ?? error;
          if (tried >= limits.tries) {
            throw new Failure({ kind: "serverBusy", host: hostOf(target.url), tries: tried });
          }
          yield { kind: "queued", ahead: 1 };
          watch.dispose();
          await pauseBeforeRetry(tried, { limits, retryAfterMs: busy.retryAfterMs }, cut);
        }
      }
    } finally {
      watch.dispose();
      connection.abort();
    }
  }

  async #sideRequest<T>(
    signal: AbortSignal,
    work: (connection: Connection, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const closing = this.#closing.signal;
    const ends = AbortSignal.any([signal, closing]);
    let target: ServerTarget | undefined;
    try {
      ends.throwIfAborted();
      target = await this.#target();
      return await work(await this.#connect(target, ends), ends);
    } catch (error) {
      if (signal.aborted) throw error;
      throw this.#explain(error, target, closing);
    }
  }

  async #target(): Promise<ServerTarget> {
    return this.#options.resolveTarget();
  }

  async #connect(target: ServerTarget, signal: AbortSignal): Promise<Connection> {
    if (this.#connection && !isDeepStrictEqual(this.#connection.target, target)) this.#connection = undefined;
    this.#connection ??= { target, ready: this.#open(target) };
    return withAbort(this.#connection.ready, signal);
  }

  // Goes on when its first caller gives up: the next question finds the server known.
  #open(target: ServerTarget): Promise<Connection> {
    const closing = this.#closing.signal;
    const limitMs = this.#options.connectMs ?? longestConnectMs;
    const open = async (): Promise<Connection> => {
      // Who closes must not wait for the person to find the dialog.
      if (!(await withAbort(this.#options.confirm(target), closing))) {
        throw new Failure({ kind: "serverNotConfirmed", host: hostOf(target.url) });
      }
      this.#state.set({ kind: "starting" });
      const timeout = AbortSignal.timeout(limitMs);
      const { connectServer } = await loadConnect();
      try {
        const limits = this.#options.retryLimits ?? retryLimits;
        return await connectServer(target, AbortSignal.any([closing, timeout]), limits);
      } catch (error) {
        if (!timeout.aborted) throw error;
        const seconds = Math.round(limitMs / 1000);
        throw new Failure({ kind: "serverSilent", host: hostOf(target.url), seconds });
      }
    };
    const ready = open().then(
      (connection) => {
        if (!closing.aborted) this.#state.set({ kind: "ready", description: connection.description });
        return connection;
      },
      (error: unknown) => {
        if (this.#connection?.ready === ready) this.#connection = undefined;
        throw this.#explain(error, target, closing);
      },
    );
    ready.catch(() => undefined); // its callers hear of it; they may all have given up
    return ready;
  }

  #settle(): void {
    const state = this.#state.value;
    if (this.#running === 0 && state.kind === "busy") {
      this.#state.set({ kind: "ready", description: state.description });
    }
  }

  /** `closing`: of the time when the work began; what it meets after that is over is no news of the server. */
  #explain(error: unknown, target: ServerTarget | undefined, closing: AbortSignal): unknown {
    if (closing.aborted) return new Failure({ kind: "engineClosed" });
    const reason = reasonOf(error, target);
    if (!reason) return error;
    if (isAboutServer(reason)) {
      this.#connection = undefined; // what was known of it may no longer hold
      this.#state.set({ kind: "failed", reason });
    }
    return new Failure(reason);
  }
}

// Refused here, with a sentence that helps, rather than by each kind of server in its own words.
function refuseMedia(
  { messages }: ChatRequest,
  { readsImages, hearsAudio, server }: EngineDescription,
): void {
  const types = new Set(
    messages.flatMap(({ content }) => (typeof content === "string" ? [] : content.map(({ type }) => type))),
  );
  const host = server?.host ?? "";
  if (types.has("image_url") && !readsImages) {
    throw new Failure({ kind: "mediaUnsupported", media: "image", host });
  }
  if (types.has("input_audio") && !hearsAudio) {
    throw new Failure({ kind: "mediaUnsupported", media: "audio", host });
  }
}

/** Tokens of a text by its length, rather too many than too few: code has about 3.5 bytes a token. */
function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}
