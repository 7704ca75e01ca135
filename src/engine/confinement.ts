import { Failure, type PassedOverFacts } from "../protocol/failure";
import { attest, type Attestation } from "./sandbox/attest";
import { chooseLauncher, type LauncherChoice, type SandboxPolicy } from "./sandbox/chooseLauncher";
import { isPrivateFolder } from "./sandbox/boundFiles";
import type { SandboxTools } from "./sandbox/helpers";
import type { Launcher, ModelFiles } from "./sandbox/launcher";
import type { ServerSpec } from "./serverStart";

/** How a running engine is confined: what was chosen, what could not be had, and what was measured. */
export interface Confinement {
  readonly launcher: Launcher["name"];
  readonly attestation: Attestation;
  readonly passedOver: readonly PassedOverFacts[];
  /** All user files that the process may read. */
  readonly files: ModelFiles;
}

type ChosenLauncher = Extract<LauncherChoice, { kind: "chosen" }>;

const choices = new Map<string, Promise<LauncherChoice>>();

/**
 * Has `work` done with the strongest launcher that works here, remembered if it is the strongest there is. One that was
 * remembered and starts nothing any more (bubblewrap was removed, namespaces were switched off) is chosen anew, once.
 * Throws `Failure` notConfined.
 */
export async function withLauncher<T>(
  policy: SandboxPolicy,
  tools: SandboxTools,
  work: (choice: ChosenLauncher) => Promise<T>,
): Promise<T> {
  const key = `${policy} ${tools.devices} ${tools.helperFolder}`;
  const wasKnown = choices.has(key);
  try {
    return await work(await launcherFor(key, policy, tools));
  } catch (error) {
    if (!wasKnown || !startsNothing(error)) throw error;
    choices.delete(key);
    return work(await launcherFor(key, policy, tools));
  }
}

function startsNothing(error: unknown): boolean {
  return (
    error instanceof Failure &&
    (error.reason.kind === "selfTestFailed" || error.reason.kind === "engineUnusable")
  );
}

async function launcherFor(key: string, policy: SandboxPolicy, tools: SandboxTools): Promise<ChosenLauncher> {
  const known = choices.get(key) ?? chooseLauncher(policy, tools);
  choices.set(key, known);
  const choice = await known.catch((error: unknown) => {
    choices.delete(key);
    throw error;
  });
  if (choice.passedOver.length > 0) choices.delete(key); // the person may install what is missing, and ask again
  if (choice.kind === "chosen") return choice;
  throw new Failure({ kind: "notConfined", passedOver: choice.passedOver });
}

/** Measures what a process under the launcher can reach; throws `Failure` confinementBroken if it is too much, selfTestFailed if that cannot be told. */
export async function measured(
  { launcher, passedOver }: ChosenLauncher,
  { binary, files, memoryBytes }: ServerSpec,
  tools: SandboxTools,
  workspaceFolder: string | undefined,
): Promise<Confinement> {
  const target = {
    engineFolder: binary.folder,
    helperFolder: tools.helperFolder,
    files,
    memoryBytes,
    devices: tools.devices,
    isFull: false,
    ...(workspaceFolder !== undefined &&
      isPrivateFolder(workspaceFolder, [binary.folder, tools.helperFolder]) && { workspaceFolder }),
  };
  // Without confinement there is nothing to hold, and the person chose that.
  const attestation: Attestation =
    launcher.level === "none"
      ? { level: "none", isMeasured: false, probes: [], escapes: 0 }
      : await attest(launcher, target);
  if (attestation.escapes > 0 && launcher.level !== "none") {
    const escaped = attestation.probes.filter(({ outcome }) => outcome === "escaped").map(({ name }) => name);
    throw new Failure({ kind: "confinementBroken", launcher: launcher.name, escaped });
  }
  return { launcher: launcher.name, attestation, passedOver, files };
}
