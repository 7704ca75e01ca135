import { Failure } from "../protocol/failure";
import { whyItBroke } from "./brokenConnection";
import { measured, withLauncher } from "./confinement";
import type { EngineDescription } from "./engine";
import { defaultLargeModels, takeEngineLock, type LargeModels } from "./engineLock";
import { hangLimits, type HangLimits } from "./hangWatch";
import type { SandboxPolicy } from "./sandbox/chooseLauncher";
import type { ServerProcess } from "./serverProcess";
import { listDevices } from "./listDevices";
import { microBatchTokens } from "./models/fit";
import { fitToMemory } from "./models/fitToMemory";
import { startServer, type ServerSpec } from "./serverStart";

/** What to load, and how people call it. */
export interface LocalModel {
  readonly name: string;
  /** Answers are always greedy: a model this small wanders off at the sampling that Gemma 4 wants. */
  readonly isGreedy: boolean;
  /** Size of the model's own file. */
  readonly fileBytes: number;
  readonly server: ServerSpec;
}

/** A loaded model: its process takes requests. */
export interface RunningModel {
  readonly model: LocalModel;
  readonly server: ServerProcess;
  readonly description: EngineDescription;
}

export interface LoadOptions {
  /** Folder of `gloss-launcher` and `gloss-probe`. */
  readonly helperFolder: string;
  /** `gloss.sandbox`, asked before each start. */
  readonly sandbox: () => SandboxPolicy;
  /** A folder that the process must not reach, to be tried before each start; `undefined` if there is none. */
  readonly workspaceFolder?: () => string | undefined;
  /** How long the process may be silent; the default fits 12B on two cores. */
  readonly hangLimits?: HangLimits;
  /** Which models only one window of a user may run at a time; the default is for all machines. */
  readonly largeModels?: LargeModels;
  readonly log: (line: string) => void;
}

export interface LoadWatchers {
  /** Called as soon as there is a process. */
  readonly onStarted: (server: ServerProcess) => void;
  /** Called at once when the process ends and nobody asked it to, or when it is ended because it hangs. */
  readonly onCrash: (server: ServerProcess) => void;
}

/** Starts the model's process and waits until it takes requests; throws `Failure`, or the abort of `life`. */
export async function loadModel(
  model: LocalModel,
  options: LoadOptions,
  { onStarted, onCrash }: LoadWatchers,
  life: AbortSignal,
): Promise<RunningModel> {
  const { sandbox, log, hangLimits: limits = hangLimits, largeModels = defaultLargeModels } = options;
  const tools = { helperFolder: options.helperFolder, devices: model.server.devices };
  // Before memory is looked at: a model in another window is a better reason than "not enough memory".
  const isLarge = model.fileBytes >= largeModels.fromBytes;
  const lock = isLarge ? await takeEngineLock(largeModels.folder, log) : undefined;
  const release = async (): Promise<void> => lock?.release();
  const start = async () =>
    withLauncher(sandbox(), tools, async (choice) => {
      const { binary, files } = model.server;
      const gpus = tools.devices === "gpu" ? await listDevices(choice.launcher, binary, files) : undefined;
      const { spec, memory, plan } = await fitToMemory(model.server, gpus);
      // Before the model's first byte meets native code: a broken sandbox must not be noticed too late.
      const confinement = await measured(choice, spec, tools, options.workspaceFolder?.());
      life.throwIfAborted();
      const server = await startServer(spec, choice.launcher, { onLine: log, onCrash, onGone: release });
      return {
        server,
        confinement,
        facts: {
          ...(memory && { memory }),
          ...(plan && { plan: { ...plan, batchTokens: microBatchTokens } }),
          ...(gpus && { gpus }),
        },
      };
    });
  const { server, confinement, facts } = await start().catch(async (error: unknown) => {
    await release();
    throw error;
  });
  try {
    life.throwIfAborted();
    onStarted(server);
    await server.ready(life, limits.loadingMs);
    const crash = server.crashReason("loading");
    if (crash) throw new Failure(crash);
    // zod and the event parser cost 40 ms to load: the first question pays, not the start of the editor.
    const { fetchDescription } = await import("./chatClient");
    const takes = await server.replies(fetchDescription(server.endpoint, life), limits.loadingMs);
    life.throwIfAborted();
    return {
      model,
      server,
      description: { modelName: model.name, ...takes, confinement, ...facts },
    };
  } catch (error) {
    const why = life.aborted ? error : await whyItBroke(error, server, "loading");
    await server.stop();
    throw why;
  }
}
