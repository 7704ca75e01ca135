import type { ChildProcess } from "node:child_process";
import { Failure } from "../../protocol/failure";
import { layBait, type Bait } from "./attestBait";
import { maxThreads, probeName, type Devices } from "./helpers";
import { moreThreads } from "./landlock";
import type { Launcher, ModelFiles, SandboxLevel } from "./launcher";
import { noAnswer, parseProbes, type ProbeResult } from "./probes";

/** What was measured, not what was promised. */
export interface Attestation {
  /** The launcher's level, or "none" after a single escape. */
  readonly level: SandboxLevel;
  /** False where there is no probe for the platform: `level` is then only the launcher's promise. */
  readonly isMeasured: boolean;
  readonly probes: readonly ProbeResult[];
  readonly escapes: number;
}

export interface AttestTarget {
  readonly engineFolder: string;
  readonly helperFolder: string;
  readonly files: ModelFiles;
  readonly devices: Devices;
  /** As for the server: `LaunchSpec.memoryBytes`. */
  readonly memoryBytes?: number;
  readonly workspaceFolder?: string;
  /** Also tries what takes 0.2 s and more: the thread limit under Landlock. */
  readonly isFull: boolean;
}

const timeoutMs = 15_000;
const allowedEnvironment = ["LD_LIBRARY_PATH", "PATH", "HOME", "LANG", "PWD"];

/** Runs gloss-probe through the launcher, exactly as the server is run; throws `Failure` selfTestFailed if that says nothing. */
export async function attest(launcher: Launcher, target: AttestTarget): Promise<Attestation> {
  if (process.platform !== "linux") {
    return { level: launcher.level, isMeasured: false, probes: [], escapes: 0 };
  }
  const bait = await layBait(target.helperFolder, target.workspaceFolder);
  try {
    const output = await runProbe(launcher, target, bait);
    const probes = parseProbes(output)
      .map((probe) => explainThreads(probe, launcher))
      .map((probe) => explainSharedMemory(probe, launcher, target.devices));
    const escapes = probes.filter((probe) => probe.outcome === "escaped").length;
    return { level: escapes === 0 ? launcher.level : "none", isMeasured: true, probes, escapes };
  } finally {
    await bait.dispose();
  }
}

async function runProbe(launcher: Launcher, target: AttestTarget, bait: Bait): Promise<string> {
  const threads = threadsToTry(launcher, target.isFull);
  const child = launcher.launch({
    engineFolder: target.engineFolder,
    program: probeName,
    files: target.files,
    runFolder: bait.runFolder,
    args: (inside) => [
      ...[`model=${inside.model}`, `run=${inside.runFolder}`, `env=${allowedEnvironment.join(",")}`],
      ...(target.memoryBytes === undefined ? [] : [`memory=${String(target.memoryBytes)}`]),
      ...(threads === undefined ? [] : [`threads=${String(threads)}`]),
      ...bait.args,
    ],
    env: {},
    ...(target.memoryBytes === undefined ? {} : { memoryBytes: target.memoryBytes }),
  });
  const end = await collect(child);
  // One that was ended in the middle, for its time or by the system, has not seen what the rest would have reached.
  const isWhole = end.output !== "" && (!end.wasKilled || hasEscape(end.output));
  if (isWhole) return end.output;
  const detail = end.errors.trim().slice(0, 300) || `it ended with ${end.how}`;
  throw new Failure({ kind: "selfTestFailed", launcher: launcher.name, detail });
}

interface ProbeEnd {
  readonly output: string;
  readonly errors: string;
  readonly how: string;
  readonly wasKilled: boolean;
}

function hasEscape(output: string): boolean {
  return parseProbes(output).some(({ outcome, detail }) => outcome === "escaped" && detail !== noAnswer);
}

function collect(child: ChildProcess): Promise<ProbeEnd> {
  return new Promise((resolve) => {
    let output = "";
    let errors = "";
    let late = "";
    const timer = setTimeout(() => {
      late = ` after ${String(timeoutMs / 1000)} s`;
      child.kill("SIGKILL");
    }, timeoutMs);
    const settle = (how: string, wasKilled = false): void => {
      clearTimeout(timer);
      resolve({ output, errors, how, wasKilled });
    };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.once("error", (error) => settle(error.message));
    child.once("close", (code, signal) =>
      settle(`${signal ?? `code ${String(code)}`}${late}`, signal !== null),
    );
  });
}

/** One thread more than allowed; nothing where the kernel does not count, or where trying takes too long. */
function threadsToTry(launcher: Launcher, isFull: boolean): number | undefined {
  if (launcher.level === "none") return 600;
  if (process.getuid?.() === 0) return undefined;
  if (launcher.level === "bubblewrap") return maxThreads() + 1;
  return isFull ? moreThreads + 256 : undefined; // other threads of the user end meanwhile
}

function explainThreads(probe: ProbeResult, launcher: Launcher): ProbeResult {
  if (probe.name !== "threadLimit" || probe.outcome !== "notApplicable") return probe;
  const isRoot = process.getuid?.() === 0;
  const detail = isRoot
    ? "the kernel does not limit root's threads"
    : `not tried at each start (${launcher.name})`;
  return { ...probe, detail };
}

// Drivers of graphics cards share memory with the card: that kind is not limited by the kernel then, but counted from outside.
function explainSharedMemory(probe: ProbeResult, launcher: Launcher, devices: Devices): ProbeResult {
  const isOurs = probe.name === "sharedMemoryLimit" && probe.outcome === "escaped";
  if (!isOurs || devices === "cpu" || launcher.level === "none") return probe;
  return {
    ...probe,
    outcome: "notApplicable",
    detail: "graphics drivers need it; watched from outside instead",
  };
}
