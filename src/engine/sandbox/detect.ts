import { readFile, access, constants } from "node:fs/promises";
import path from "node:path";
import { makeRunFolder, removeRunFolder } from "../runFolder";
import { launcherName, probeName, type SandboxTools } from "./helpers";
import type { Launcher } from "./launcher";

/** Why a launcher cannot be used on this machine; each kind has its own explanation and fix in the user's words. */
export type UnavailableReason =
  /** gloss-launcher or gloss-probe is not in the engine folder. */
  | { readonly kind: "helperMissing"; readonly path: string }
  | { readonly kind: "bubblewrapMissing" }
  /** Ubuntu 24.04 and later: kernel.apparmor_restrict_unprivileged_userns = 1 and no profile for bwrap. */
  | { readonly kind: "appArmorRestriction" }
  /** kernel.unprivileged_userns_clone = 0. */
  | { readonly kind: "userNamespacesOff" }
  /** user.max_user_namespaces = 0. */
  | { readonly kind: "userNamespacesLimited" }
  /** Most often a container whose own filter refuses namespaces. */
  | { readonly kind: "namespacesDenied"; readonly detail: string }
  /** Linux before 5.13, or a kernel that was started without it. */
  | { readonly kind: "landlockMissing" }
  | { readonly kind: "seatbeltMissing" }
  /** This platform has no sandbox that Gloss can use. */
  | { readonly kind: "platformWithout" }
  | { readonly kind: "trialFailed"; readonly detail: string };

const trialTimeoutMs = 5_000;

/** Starts a program that does nothing through the launcher; `undefined` if that works. */
export async function tryLauncher(
  launcher: Launcher,
  tools: SandboxTools,
): Promise<UnavailableReason | undefined> {
  for (const name of [launcherName, probeName]) {
    const helper = path.join(tools.helperFolder, name);
    if (!(await isExecutable(helper))) return { kind: "helperMissing", path: helper };
  }
  const runFolder = await makeRunFolder();
  try {
    const errors = await trialErrors(launcher, tools, runFolder);
    return errors === undefined ? undefined : await explainTrial(launcher.name, errors);
  } finally {
    await removeRunFolder(runFolder);
  }
}

/** First bwrap in these folders; without any, in those of PATH and where systems put it. */
export async function findBubblewrap(folders = systemFolders()): Promise<string | undefined> {
  for (const folder of folders) {
    const file = path.join(folder, "bwrap");
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

function systemFolders(): readonly string[] {
  const { PATH = "" } = process.env;
  const folders = PATH.split(":").filter((folder) => folder.startsWith("/"));
  return [...folders, "/usr/bin", "/usr/local/bin"];
}

async function trialErrors(
  launcher: Launcher,
  tools: SandboxTools,
  runFolder: string,
): Promise<string | undefined> {
  const child = launcher.launch({
    engineFolder: tools.helperFolder,
    program: probeName,
    files: { model: path.join(tools.helperFolder, probeName) }, // any file: it is only bound, not read
    runFolder,
    args: () => ["--hello"],
    env: {},
  });
  return new Promise((resolve) => {
    let errors = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), trialTimeoutMs);
    const settle = (result: string | undefined): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.stdout?.resume();
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.once("error", (error) => settle(error.message));
    child.once("close", (code, signal) =>
      settle(code === 0 ? undefined : errors.trim() || String(code ?? signal)),
    );
  });
}

/** Why a trial failed, from what it said and what the kernel is set to. */
export async function explainTrial(
  name: Launcher["name"],
  errors: string,
  kernel: (setting: string) => Promise<string | undefined> = kernelSetting,
): Promise<UnavailableReason> {
  const detail = errors.slice(0, 300);
  if (name === "landlock" && errors.includes("Landlock is not available")) return { kind: "landlockMissing" };
  if (name !== "bubblewrap") return { kind: "trialFailed", detail };
  if ((await kernel("kernel/unprivileged_userns_clone")) === "0") return { kind: "userNamespacesOff" };
  if ((await kernel("user/max_user_namespaces")) === "0") return { kind: "userNamespacesLimited" };
  if ((await kernel("kernel/apparmor_restrict_unprivileged_userns")) === "1") {
    return { kind: "appArmorRestriction" };
  }
  if (/No permissions to create|Operation not permitted|No space left/.test(errors))
    return { kind: "namespacesDenied", detail };
  return { kind: "trialFailed", detail };
}

async function kernelSetting(name: string): Promise<string | undefined> {
  try {
    return (await readFile(path.join("/proc/sys", name), "utf8")).trim();
  } catch {
    return undefined; // this kernel has no such setting
  }
}

/** True if the file exists and this user may execute it. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false; // the caller says what is missing
  }
}
