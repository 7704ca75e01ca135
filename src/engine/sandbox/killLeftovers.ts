import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Ends processes that were started for a run folder and outlived their launcher. bubblewrap killed in its first
 * millisecond leaves a child behind that waits for it for ever; its command line still names the folder.
 */
export async function killLeftovers(runFolder: string): Promise<void> {
  if (process.platform !== "linux") return;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      try {
        const args = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
        if (!isEngine(args, runFolder) || Number(pid) === process.pid) return;
        if ((await stat(`/proc/${pid}`)).uid === process.getuid?.()) process.kill(Number(pid), "SIGKILL");
      } catch {
        // Gone meanwhile, or somebody else's: not ours to end.
      }
    }),
  );
}

/** The launchers name the folder, the server in it a socket; somebody else's `ls` of that folder is neither. */
function isEngine(args: readonly string[], runFolder: string): boolean {
  const program = path.basename(args[0] ?? "");
  if (args.some((arg) => arg.startsWith(`${runFolder}/`) && arg.endsWith(".sock"))) return true;
  return (
    ["bwrap", "gloss-launcher", "gloss-probe"].includes(program) &&
    args.some((arg) => arg.includes(runFolder))
  );
}
