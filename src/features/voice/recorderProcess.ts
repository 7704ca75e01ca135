import { fork, type ChildProcess } from "node:child_process";
import type { RecorderEvent, RecorderFailure, RecorderRequest } from "../../protocol/recorderContract";

/** The recorder's own failures, and the two ways in which its process can fail. */
export type RecordingFailure = RecorderFailure | "crashed" | "silentRecorder";

/** An expected reason why a recording did not begin or broke off. */
export class RecordingError extends Error {
  readonly reason: RecordingFailure;

  constructor(reason: RecordingFailure, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}

/** How long an idle recorder stays, with its device closed: the next recording starts at once. */
const lingerMs = 5 * 60_000;
/** How long the process and the device may take to give the first frame, and each one after it. */
const answerMs = 4_000;
const frameMs = 1_500;
/** Time to read what has come while this process did not get to run. */
const readMs = 20;

/** A device that is open. */
export interface OpenRecording {
  readonly device: string;
  /** Ends the recording; the device is closed when it resolves. */
  readonly stop: () => Promise<void>;
}

export interface RecordingListener {
  readonly onFrame: (samples: Int16Array) => void;
  /** Called at most once, when the recording broke off by itself; the device is closed then. */
  readonly onBroken: (error: RecordingError) => void;
}

type Listener = (event: RecorderEvent | RecordingError) => void;

/** The child process that records; started when it is first needed, and again after a crash. */
export class RecorderProcess {
  readonly #module: string;
  readonly #log: (line: string) => void;
  readonly #listeners = new Set<Listener>();
  #child: ChildProcess | undefined;
  #parse: ((message: unknown) => RecorderEvent) | undefined;
  #linger: NodeJS.Timeout | undefined;

  /** `module` is the path of the bundled recorder. */
  constructor(module: string, log: (line: string) => void) {
    this.#module = module;
    this.#log = log;
  }

  /** The id of the running process; for a person who looks for it. */
  get processId(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the process without opening a device, so that a recording begins at once; for a while. */
  prepare(): void {
    this.#child ??= this.#start();
    this.#lingerOn();
  }

  /** Names of the microphones; the first one is not always the default. */
  async devices(): Promise<readonly string[]> {
    const answer = await this.#ask({ kind: "list" }, ["devices"]);
    return answer.kind === "devices" ? answer.names : [];
  }

  /** Opens a device and records from it until it is stopped. */
  async record(device: string, { onFrame, onBroken }: RecordingListener): Promise<OpenRecording> {
    let phase: "opening" | "open" | "stopping" | "ended" = "opening";
    let endWatch = (): void => undefined;
    const end = (): void => {
      phase = "ended";
      endWatch();
      this.#unlisten(listener);
    };
    const breakOff = (error: RecordingError): void => {
      end();
      onBroken(error);
    };
    const watch = (limitMs: number): void => {
      endWatch();
      endWatch = afterSilence(limitMs, () => {
        // A driver that hangs holds the whole process: only its end closes the device.
        this.#kill();
        breakOff(new RecordingError("stalled", `no frame for ${String(limitMs)} ms`));
      });
    };
    const listener: Listener = (event) => {
      if (event instanceof RecordingError || event.kind === "failed") {
        // Otherwise it is the answer to a request, which hears of it too.
        if (phase === "open") breakOff(errorOf(event));
      } else if (event.kind === "started") {
        phase = "open";
        watch(answerMs);
      } else if (event.kind === "frame") {
        if (phase === "open") watch(frameMs);
        onFrame(event.samples);
      }
    };
    // Before the request: the first frames may be read together with its answer.
    this.#listeners.add(listener);
    const started = await this.#ask({ kind: "start", device }, ["started"]).catch((error: unknown) => {
      end();
      throw error;
    });
    return {
      device: started.kind === "started" ? started.device : device,
      stop: async () => {
        if (phase !== "open") return;
        phase = "stopping";
        endWatch();
        try {
          // Frames that are on their way come before the answer.
          await this.#ask({ kind: "stop" }, ["stopped"]);
        } catch (error) {
          // However it ended, the device is closed, and what was said before is here.
          if (!(error instanceof RecordingError)) throw error;
          this.#log(`recorder: ${error.message}`);
        } finally {
          end();
        }
      },
    };
  }

  dispose(): void {
    clearTimeout(this.#linger);
    this.#kill();
  }

  /** Sends a request and waits for one of its answers; throws `RecordingError`. */
  async #ask(request: RecorderRequest, answers: readonly RecorderEvent["kind"][]): Promise<RecorderEvent> {
    const hasLingered = this.#child !== undefined;
    try {
      return await this.#askOnce(request, answers);
    } catch (error) {
      // Something ended it while it was not used: nobody needs to know.
      const isGone = error instanceof RecordingError && error.reason === "crashed";
      if (hasLingered && isGone && request.kind !== "stop") return this.#askOnce(request, answers);
      throw error;
    }
  }

  async #askOnce(
    request: RecorderRequest,
    answers: readonly RecorderEvent["kind"][],
  ): Promise<RecorderEvent> {
    clearTimeout(this.#linger);
    // The process starts while the contract is loaded; it says nothing before it is asked.
    const child = (this.#child ??= this.#start());
    const { recorderEvent } = await import("../../protocol/recorderContract");
    this.#parse = (message) => recorderEvent.parse(message);
    if (this.#child !== child) throw new RecordingError("crashed", "ended before it was asked");
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        endWatch();
        this.#unlisten(listener);
        act();
      };
      const listener: Listener = (event) => {
        if (event instanceof RecordingError || event.kind === "failed") settle(() => reject(errorOf(event)));
        else if (answers.includes(event.kind)) settle(() => resolve(event));
      };
      const endWatch = afterSilence(answerMs, () => {
        this.#kill();
        settle(() => reject(new RecordingError("silentRecorder", request.kind)));
      });
      this.#listeners.add(listener);
      // One that cannot be reached has ended, or does so now.
      child.send(request, (error) => error && this.#onEnd(child, error.message));
    });
  }

  #start(): ChildProcess {
    const child = fork(this.#module, [], {
      // Frames cross as they are, without a detour over text.
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // Under Electron the program of this process is the editor itself.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      execArgv: [],
    });
    child.stderr?.on("data", (chunk: Buffer) => this.#log(`recorder: ${chunk.toString().trimEnd()}`));
    child.on("message", (message) => {
      const event = this.#parse?.(message);
      if (event && this.#child === child) this.#tell(event);
    });
    child.on("error", (error) => this.#onEnd(child, error.message));
    child.on("exit", (code, signal) => this.#onEnd(child, signal ?? String(code)));
    return child;
  }

  #onEnd(child: ChildProcess, detail: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#tell(new RecordingError("crashed", detail));
  }

  #tell(event: RecorderEvent | RecordingError): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #unlisten(listener: Listener): void {
    this.#listeners.delete(listener);
    this.#lingerOn();
  }

  #lingerOn(): void {
    if (this.#listeners.size > 0) return;
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => this.#kill(), lingerMs);
    this.#linger.unref();
  }

  #kill(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGKILL");
  }
}

function errorOf(event: RecordingError | Extract<RecorderEvent, { kind: "failed" }>): RecordingError {
  return event instanceof RecordingError ? event : new RecordingError(event.reason, event.detail);
}

/** Calls `act` after a time in which nothing came; what came while this process was busy is read before. */
function afterSilence(ms: number, act: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(act, readMs);
  }, ms);
  return () => clearTimeout(timer);
}
