import { readdirSync, readFileSync } from "node:fs";

/** A process, told apart from a later one with the same id by its start. */
export interface ProcessId {
  readonly pid: number;
  readonly start: string;
}

/** All processes that this one started and that are not done, however deep; dead ones that nobody has asked for yet are done. */
export function descendants(of = process.pid): readonly ProcessId[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const rows = all.flatMap((name) => {
    const stat = statOf(Number(name));
    return stat && stat.state !== "Z" ? [stat] : [];
  });
  const isOurs = (pid: number): boolean => {
    const parent = rows.find((row) => row.pid === pid)?.parent ?? 0;
    return parent === of || (parent > 1 && isOurs(parent));
  };
  return rows.filter(({ pid }) => isOurs(pid)).map(({ pid, start }) => ({ pid, start }));
}

/** The llama-servers among the descendants. */
export function serverPids(of = process.pid): number[] {
  return descendants(of)
    .map(({ pid }) => pid)
    .filter((pid) => statOf(pid)?.name === "llama-server");
}

export function isRunning({ pid, start }: ProcessId): boolean {
  const stat = statOf(pid);
  return stat !== undefined && stat.state !== "Z" && stat.start === start;
}

// Fields of proc_pid_stat(5): name in brackets, state, parent, and the start at 22.
function statOf(pid: number) {
  let text: string;
  try {
    text = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
  } catch {
    return undefined; // gone meanwhile
  }
  const end = text.lastIndexOf(")");
  const [state = "", parent, ...rest] = text.slice(end + 2).split(" ");
  return {
    pid,
    name: text.slice(text.indexOf("(") + 1, end),
    state,
    parent: Number(parent),
    start: rest[17] ?? "",
  };
}
