// One process at a time: a lock folder that names its owner, taken over when the owner is gone.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Runs `work` while holding the lock folder `folder`; waits at most `timeoutMs` for another owner to finish. */
export async function withLock(folder, { say, timeoutMs }, work) {
  await take(folder, say, Date.now() + timeoutMs);
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function take(folder, say, deadline) {
  mkdirSync(path.dirname(folder), { recursive: true });
  for (let hasSaid = false; !tryTake(folder); await sleep(500)) {
    if (isStale(folder)) {
      removeAtOnce(folder);
      continue;
    }
    if (!hasSaid) say(`waiting for process ${owner(folder)}, which installs the same thing …`);
    hasSaid = true;
    if (Date.now() > deadline) throw new Error(`${folder} is still locked by process ${owner(folder)}`);
  }
}

function tryTake(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(path.join(folder, "pid"), String(process.pid));
  return true;
}

function owner(folder) {
  try {
    return Number(readFileSync(path.join(folder, "pid"), "utf8"));
  } catch {
    return 0; // The folder exists a moment before its file does.
  }
}

function isStale(folder) {
  const pid = owner(folder);
  if (pid === 0)
    return (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < Date.now() - 10_000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

/** A rename first: of two processes that find the same stale lock only one removes it. */
function removeAtOnce(folder) {
  const aside = `${folder}.stale-${process.pid}`;
  try {
    renameSync(folder, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}
