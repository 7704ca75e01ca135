import { readdir, readFile } from "node:fs/promises";

/**
 * Ends processes that were started for a run folder and outlived their launcher. bubblewrap killed in its first
 * millisecond leaves a child behind that waits for it for ever; its command line still names the folder.
 */
export async function killLeftovers(runFolder: string): Promise<void> {
  if (process.platform !== "linux") return;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      // Gone meanwhile, or somebody else's: not ours to end.
      const args = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      if (args.split("\0").includes(runFolder) && Number(pid) !== process.pid)
        process.kill(Number(pid), "SIGKILL");
    }),
  );
}
