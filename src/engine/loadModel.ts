import { setTimeout as pause } from "node:timers/promises";
import { Failure, type ExitFacts } from "../protocol/failure";
import { launcherFor, measured } from "./confinement";
import type { EngineDescription } from "./engine";
import { hangLimits, type HangLimits } from "./hangWatch";
import type { SandboxPolicy } from "./sandbox/chooseLauncher";
import type { SandboxTools } from "./sandbox/helpers";
import type { ServerProcess } from "./serverProcess";
import { fitToMemory } from "./models/fitToMemory";
import { startServer, type ServerSpec } from "./serverStart";

/** What to load, and how people call it. */
export interface LocalModel {
  readonly name: string;
  /** Answers are always greedy: a model this small wanders off at the sampling that Gemma 4 wants. */
  readonly isGreedy: boolean;
  readonly server: ServerSpec;
}

/** A loaded model: its process takes requests. */
export interface RunningModel {
  readonly model: LocalModel;
  readonly server: ServerProcess;
  readonly description: EngineDescription;
}

export interface LoadOptions {
  readonly tools: SandboxTools;
  /** `gloss.sandbox`, asked before each start. */
  readonly sandbox: () => SandboxPolicy;
  /** How long the process may be silent; the default fits 12B on two cores. */
  readonly hangLimits?: HangLimits;
  readonly log: (line: string) => void;
}

export interface LoadWatchers {
  /** Called as soon as there is a process. */
  readonly onStarted: (server: ServerProcess) => void;
  /** Called at once when the process ends and nobody asked it to, or when it is ended because it hangs. */
  readonly onCrash: (server: ServerProcess, exit: ExitFacts) => void;
}

/** Starts the model's process, after `pauseMs`, and waits until it takes requests; throws `Failure`, or the abort of `life`. */
export async function loadModel(
  model: LocalModel,
  { tools, sandbox, log, hangLimits: limits = hangLimits }: LoadOptions,
  { onStarted, onCrash }: LoadWatchers,
  { life, pauseMs }: { readonly life: AbortSignal; readonly pauseMs: number },
): Promise<RunningModel> {
  if (pauseMs > 0) await pause(pauseMs, undefined, { signal: life });
  const { spec, memory } = await fitToMemory(model.server);
  const choice = await launcherFor(sandbox(), tools);
  // Before the model's first byte meets native code: a broken sandbox must not be noticed too late.
  const confinement = await measured(choice, spec, tools);
  life.throwIfAborted();
  const server = await startServer(spec, choice.launcher, { onLine: log, onCrash });
  try {
    life.throwIfAborted();
    onStarted(server);
    await server.ready(life, limits.loadingMs);
    if (server.isHung) throw new Failure({ kind: "engineHangs", phase: "loading" });
    if (server.exit) throw new Failure({ kind: "engineExited", phase: "loading", exit: server.exit });
    // zod and the event parser cost 40 ms to load: the first question pays, not the start of the editor.
    const { fetchDescription } = await import("./chatClient");
    const takes = await fetchDescription(server.endpoint, life);
    life.throwIfAborted();
    return {
      model,
      server,
      description: { modelName: model.name, ...takes, confinement, ...(memory && { memory }) },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
