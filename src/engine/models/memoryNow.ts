import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Memory that this process and its children can have now, in bytes: of the machine, and of every limit around us. */
export async function readFreeMemory(): Promise<number> {
  const limits = process.platform === "linux" ? await readCgroupFree() : [];
  return Math.min(freeOfMachine(), ...limits);
}

// macOS counts what it could drop at once as used; a fifth is what it keeps under load.
function freeOfMachine(): number {
  return process.platform === "darwin" ? Math.max(os.freemem(), os.totalmem() * 0.8) : os.freemem();
}

/** What each control group around us still gives; groups without a limit are left out. */
async function readCgroupFree(): Promise<number[]> {
  const own = /^0::(\/.*)$/m.exec(await readText("/proc/self/cgroup"))?.[1] ?? "/";
  const free: number[] = [];
  for (let group = own; ; group = path.posix.dirname(group)) {
    const folder = path.posix.join("/sys/fs/cgroup", group);
    free.push(...(await freeOfGroup(folder)));
    if (group === "/") return free;
  }
}

async function freeOfGroup(folder: string): Promise<number[]> {
  const limit = Number.parseInt(await readText(path.posix.join(folder, "memory.max")), 10);
  const current = Number.parseInt(await readText(path.posix.join(folder, "memory.current")), 10);
  if (!Number.isFinite(limit) || !Number.isFinite(current)) return []; // "max", or an older kind of group
  return [freeUnderLimit(limit, current, await readText(path.posix.join(folder, "memory.stat")))];
}

/** Files that were read count as used by a group, but the kernel drops them when memory is wanted. */
export function freeUnderLimit(limitBytes: number, currentBytes: number, memoryStat: string): number {
  const fileBytes = Number(/^file (\d+)$/m.exec(memoryStat)?.[1] ?? 0);
  const sharedBytes = Number(/^shmem (\d+)$/m.exec(memoryStat)?.[1] ?? 0);
  return Math.max(0, limitBytes - Math.max(0, currentBytes - (fileBytes - sharedBytes)));
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => ""); // not this kind of system
}
