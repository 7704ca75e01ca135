import { bubblewrapLauncher } from "./bubblewrap";
import { findBubblewrap, isExecutable, tryLauncher, type UnavailableReason } from "./detect";
import type { SandboxTools } from "./helpers";
import { landlockLauncher } from "./landlock";
import type { Launcher } from "./launcher";
import { plainLauncher } from "./plain";
import { sandboxExecPath, seatbeltLauncher } from "./seatbelt";
import { windowsLauncher } from "./windows";

/** `gloss.sandbox`: refuse to run unconfined, confine as far as possible, or do not confine. */
export type SandboxPolicy = "require" | "auto" | "off";

/** What the setting means; a value that is none counts as not set. Windows has no sandbox that "require" could ask for. */
export function sandboxPolicy(chosen: unknown, platform: NodeJS.Platform = process.platform): SandboxPolicy {
  if (chosen === "require" || chosen === "auto" || chosen === "off") return chosen;
  return platform === "win32" ? "auto" : "require";
}

export type LauncherChoice =
  | { readonly kind: "chosen"; readonly launcher: Launcher; readonly passedOver: readonly PassedOver[] }
  | { readonly kind: "refused"; readonly passedOver: readonly PassedOver[] };

/** A stronger launcher that cannot be used here, and why. */
interface PassedOver {
  readonly name: Launcher["name"];
  readonly reason: UnavailableReason;
}

type Trial = () => Promise<Launcher | PassedOver>;

/**
 * Finds the strongest launcher that works on this machine; takes some tens of milliseconds, so keep the answer.
 * Looks for bubblewrap in `bubblewrapFolders`, an empty list hides it.
 */
export async function chooseLauncher(
  policy: SandboxPolicy,
  tools: SandboxTools,
  bubblewrapFolders?: readonly string[],
): Promise<LauncherChoice> {
  const passedOver: PassedOver[] = [];
  const unconfined = process.platform === "win32" ? windowsLauncher() : plainLauncher(tools.helperFolder);
  if (policy === "off") return { kind: "chosen", launcher: unconfined, passedOver };
  for (const trial of trials(tools, bubblewrapFolders)) {
    const result = await trial();
    if ("launch" in result) return { kind: "chosen", launcher: result, passedOver };
    passedOver.push(result);
  }
  if (policy === "require") return { kind: "refused", passedOver };
  return { kind: "chosen", launcher: unconfined, passedOver };
}

function trials(tools: SandboxTools, bubblewrapFolders: readonly string[] | undefined): readonly Trial[] {
  if (process.platform === "linux")
    return [() => tryBubblewrap(tools, bubblewrapFolders), () => tried(landlockLauncher(tools), tools)];
  if (process.platform === "darwin") return [() => trySeatbelt(tools)];
  return [() => Promise.resolve({ name: "windows", reason: { kind: "platformWithout" } })];
}

async function tryBubblewrap(
  tools: SandboxTools,
  folders: readonly string[] | undefined,
): Promise<Launcher | PassedOver> {
  const bwrapPath = await findBubblewrap(folders);
  if (bwrapPath === undefined) return { name: "bubblewrap", reason: { kind: "bubblewrapMissing" } };
  return tried(bubblewrapLauncher(tools, bwrapPath), tools);
}

async function trySeatbelt(tools: SandboxTools): Promise<Launcher | PassedOver> {
  if (await isExecutable(sandboxExecPath)) return seatbeltLauncher(tools.devices);
  return { name: "seatbelt", reason: { kind: "seatbeltMissing" } };
}

async function tried(launcher: Launcher, tools: SandboxTools): Promise<Launcher | PassedOver> {
  const reason = await tryLauncher(launcher, tools);
  return reason === undefined ? launcher : { name: launcher.name, reason };
}
