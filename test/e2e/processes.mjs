// Processes of the machine, as /proc tells them.
import { readdirSync, readFileSync } from "node:fs";

/** Ids of all processes that stem from `ancestor` and whose program, or one of its first three words, is called `name`. */
export function descendants(ancestor, name) {
  const all = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  const parents = new Map(all.map((pid) => [Number(pid), parentOf(pid)]));
  const stems = (pid) => pid !== undefined && pid > 1 && (pid === ancestor || stems(parents.get(pid)));
  return [...parents.keys()].filter((pid) => stems(pid) && namesOf(pid).includes(name));
}

/** True while the process runs or sleeps; a zombie has ended. */
export function isRunning(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false; // gone
  }
}

function parentOf(pid) {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined; // gone meanwhile
  }
}

function namesOf(pid) {
  try {
    const parts = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return parts.slice(0, 4).map((part) => part.split("/").at(-1));
  } catch {
    return []; // gone meanwhile
  }
}
