import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { CrashReason, EnginePhase, ExitFacts } from "../protocol/failure";
import { HangWatch } from "./hangWatch";
import { isHealthy } from "./health";
import type { Endpoint } from "./httpRequest";
import { MemoryWatch, type MemoryUse, type MemoryWatchOptions } from "./memoryWatch";

/** Output that is kept to explain a death. */
const stderrTailBytes = 64 * 1024;
const healthPollMs = 40;
const healthTimeoutMs = 5_000;
/** A hostile process may flood its output; a log that grows without bound would fill the disk. */
const maxLinesPerSecond = 200;
const pipesLingerMs = 500;
// The server has nothing to save, and waits for connections that linger.
const killAfterMs = 300;

export interface ServerProcessOptions {
  readonly endpoint: Endpoint;
  readonly onLine: (line: string) => void;
  /** Called at once when it ended and nobody asked it to. */
  readonly onCrash?: (server: ServerProcess) => void;
  /** Most private memory, and the size of the files that are mapped; see `MemoryWatch`. */
  readonly memory: Pick<MemoryWatchOptions, "limitBytes" | "mappedBytes">;
  /** Runs once after the end. */
  readonly cleanUp: () => Promise<void>;
}

type Fault = { readonly kind: "hang" } | { readonly kind: "memory"; readonly usedBytes: number };

/** A running llama-server: tells when it is ready, when it is gone, and why. */
export class ServerProcess {
  readonly endpoint: Endpoint;
  /** Resolves once, when the process has ended and its folder is gone; never rejects. */
  readonly exited: Promise<ExitFacts>;
  readonly #child: ChildProcess;
  #exit: ExitFacts | undefined;
  #stderrTail = "";
  #isStopping = false;
  /** Why we ended it, if we did and nobody had asked for it. */
  #fault: Fault | undefined;
  readonly #memoryWatch: MemoryWatch | undefined;
  readonly #memoryLimitBytes: number;
  #lastHeard = performance.now(); // a machine that slept was not silent
  #logSecond = 0;
  #linesThisSecond = 0;

  constructor(child: ChildProcess, { endpoint, onLine, onCrash, memory, cleanUp }: ServerProcessOptions) {
    this.#child = child;
    this.endpoint = endpoint;
    for (const stream of [child.stdout, child.stderr]) this.#watch(stream, onLine);
    this.#memoryLimitBytes = memory.limitBytes;
    const onOver = ({ privateBytes }: MemoryUse): void => {
      this.#end({ kind: "memory", usedBytes: privateBytes });
    };
    this.#memoryWatch =
      child.pid === undefined ? undefined : new MemoryWatch(child.pid, { ...memory, onOver });
    this.exited = new Promise((resolve) => {
      const settle = (code: number | null, signal: string | null): void => {
        if (this.#exit) return;
        const exit = (this.#exit = { code, signal, stderrTail: this.#stderrTail });
        this.#memoryWatch?.dispose();
        if (!this.#isStopping) onCrash?.(this);
        // A folder that cannot be removed holds an empty socket: not worth failing for.
        void cleanUp().then(
          () => resolve(exit),
          () => resolve(exit),
        );
      };
      child.once("error", (error) => {
        this.#keep(error.message);
        settle(null, null);
      });
      // "close" comes after the last byte of stderr, which says why. A process that outlives its launcher keeps the
      // pipes open: then "close" never comes, and it must be ended.
      child.once("exit", (code, signal) => {
        const timer = setTimeout(() => {
          for (const stream of [child.stdout, child.stderr]) stream?.destroy();
          settle(code, signal);
        }, pipesLingerMs);
        child.once("close", () => clearTimeout(timer));
      });
      child.once("close", settle);
    });
  }

  get exit(): ExitFacts | undefined {
    return this.#exit;
  }

  /** True from the moment somebody asked it to stop: its end is then no accident. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Why it ended, if nobody asked it to; `phase` says what it was doing. */
  crashReason(phase: EnginePhase): CrashReason | undefined {
    if (this.#fault?.kind === "hang") return { kind: "engineHangs", phase };
    if (this.#fault?.kind === "memory") {
      const { usedBytes } = this.#fault;
      return { kind: "memoryExceeded", phase, usedBytes, limitBytes: this.#memoryLimitBytes };
    }
    return this.#exit && { kind: "engineExited", phase, exit: this.#exit };
  }

  /** Memory of the process now; `undefined` where the system does not tell. */
  async memory(): Promise<MemoryUse | undefined> {
    return this.#exit ? undefined : this.#memoryWatch?.sample();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Resolves when the model is loaded; resolves too when the process ended, so look at `exit`. Ends a process that says
   * nothing for `silenceMs`.
   */
  async ready(signal: AbortSignal, silenceMs: number): Promise<void> {
    while (this.#exit === undefined) {
      // A stopped process takes the connection and never replies: each try has an end of its own.
      if (await isHealthy(this.endpoint, { signal, timeoutMs: Math.min(healthTimeoutMs, silenceMs) })) return;
      if (performance.now() - this.#lastHeard > silenceMs) this.killHung();
      await Promise.race([sleep(healthPollMs), this.exited]);
      signal.throwIfAborted();
    }
  }

  /** The reply to a small request; ends the process if there is none within `ms`. */
  async replies<T>(reply: Promise<T>, ms: number): Promise<T> {
    const watch = new HangWatch(() => {
      this.killHung();
    });
    watch.heard(ms);
    try {
      return await reply;
    } finally {
      watch.dispose();
    }
  }

  /** Ends a process that no longer answers. */
  killHung(): void {
    this.#end({ kind: "hang" });
  }

  /** Ends the process, at first politely, and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#exit === undefined) this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), killAfterMs);
    await this.exited;
    clearTimeout(timer);
  }

  #end(fault: Fault): void {
    this.#fault ??= fault;
    this.#child.kill("SIGKILL");
  }

  #watch(stream: Readable | null, onLine: (line: string) => void): void {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      this.#keep(text);
      const lines = (rest + text).split("\n");
      rest = (lines.pop() ?? "").slice(-4096);
      for (const line of lines) if (this.#mayLog()) onLine(line);
    });
  }

  #mayLog(): boolean {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#logSecond) [this.#logSecond, this.#linesThisSecond] = [second, 0];
    this.#linesThisSecond += 1;
    return this.#linesThisSecond <= maxLinesPerSecond;
  }

  #keep(text: string): void {
    this.#lastHeard = performance.now();
    this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailBytes);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
