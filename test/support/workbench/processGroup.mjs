// A program and everything it starts, ended together.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Starts a program as the leader of a group of its own; the group also ends when this process exits. */
export function startGroup(program, args, options = {}) {
  const child = spawn(program, args, { ...options, detached: true });
  const killAtExit = () => killGroup(child, "SIGKILL");
  process.on("exit", killAtExit);
  return {
    child,
    /** Ends the group: politely, and by force after `graceMs`. */
    async end({ graceMs = 3_000 } = {}) {
      killGroup(child, "SIGTERM");
      for (const deadline = Date.now() + graceMs; killGroup(child, 0) && Date.now() < deadline;)
        await sleep(50);
      killGroup(child, "SIGKILL");
      process.off("exit", killAtExit);
    },
  };
}

/** Runs a program to its end and returns the exit code; ends it and what it started after `timeoutMs` or on a signal. */
export async function runGroup(program, args, { timeoutMs, ...options }) {
  const group = startGroup(program, args, options);
  const interrupted = ["SIGINT", "SIGTERM"].map((signal) => {
    const listener = () => void group.end().then(() => process.exit(1));
    process.once(signal, listener);
    return () => process.off(signal, listener);
  });
  const timer = setTimeout(() => void group.end(), timeoutMs);
  try {
    return await new Promise((resolve, reject) => {
      group.child.once("error", reject);
      group.child.once("close", (code) => resolve(code ?? 1));
    });
  } finally {
    clearTimeout(timer);
    for (const forget of interrupted) forget();
    await group.end();
  }
}

function killGroup(child, signal) {
  if (!child.pid) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code === "ESRCH") return false; // All of them are gone.
    throw error;
  }
}
