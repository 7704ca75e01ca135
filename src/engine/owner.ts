import { readFileSync, readlinkSync } from "node:fs";

// Part of the names of folders and files that must not outlive this process: in the name, because whoever is confined
// to such a folder cannot change it, and because a folder without an owner never exists.

/** Matches a tag inside a longer name: process id, start, process namespace. */
export const ownerTagPattern = /(\d+)\.([0-9a-z]+)\.([0-9a-z]+)/;

/** Names this process so that no later one can be taken for it. */
export function ownerTag(): string {
  return [String(process.pid), startOf(process.pid) ?? "0", processNamespace()].join(".");
}

/** Whether a tag says enough to tell its process from all others: not one of another container, nor of macOS or Windows. */
export function canBeJudged(tag: string): boolean {
  const [, start, namespace] = tag.split(".");
  return namespace === processNamespace() && start !== "0";
}

/** Whether the process of a tag is gone for sure; what another container left cannot be judged, and counts as alive. */
export function isOwnerGone(tag: string): boolean {
  const [pid = "", start, namespace] = tag.split(".");
  if (namespace !== processNamespace()) return false;
  return !isAlive(Number(pid)) || isZombie(Number(pid)) || (start !== "0" && startOf(Number(pid)) !== start);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // somebody else's
  }
}

function isZombie(pid: number): boolean {
  return statOf(pid)[0] === "Z";
}

// In clock ticks since the machine started; process ids are given out again, pairs are not. Only Linux tells.
function startOf(pid: number): string | undefined {
  const ticks = statOf(pid)[19];
  return ticks === undefined ? undefined : BigInt(ticks).toString(36);
}

/** The fields of /proc/PID/stat from the state on; see proc_pid_stat(5), whose numbers are three more. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" "); // the program's name may hold spaces
  } catch {
    return []; // gone, or a platform without /proc
  }
}

function processNamespace(): string {
  try {
    return Number(/\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? 0).toString(36);
  } catch {
    return "0"; // a platform without /proc
  }
}
