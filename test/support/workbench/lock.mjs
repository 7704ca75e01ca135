// One process at a time: a lock folder with one file, named by the process that owns it. Every change of owner is one
// rename, so that of any number of processes that find the same free or stale lock only one gets it.
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const self = String(process.pid);

/** Runs `work` while holding the lock folder `folder`; waits at most `timeoutMs` for another owner to finish. */
export async function withLock(folder, { say, timeoutMs }, work) {
  await take(folder, say, Date.now() + timeoutMs);
  try {
    return await work();
  } finally {
    release(folder);
  }
}

async function take(folder, say, deadline) {
  mkdirSync(path.dirname(folder), { recursive: true });
  for (let hasSaid = false; !takeFree(folder); await sleep(500)) {
    const owner = ownerOf(folder);
    if (owner === undefined) continue; // Released a moment ago.
    if (!isRunning(owner)) {
      if (takeOver(folder, owner)) return;
      continue;
    }
    if (!hasSaid) say(`waiting for process ${owner}, which installs the same thing …`);
    hasSaid = true;
    if (Date.now() > deadline) throw new Error(`${folder} is still locked by process ${owner}`);
  }
}

/** Puts a folder that already names its owner in place, where there is none or an empty one. */
function takeFree(folder) {
  const mine = `${folder}.${self}`;
  mkdirSync(mine, { recursive: true });
  writeFileSync(path.join(mine, self), "");
  if (succeeds(() => renameSync(mine, folder), ["ENOTEMPTY", "EEXIST"])) return true;
  rmSync(mine, { recursive: true });
  return false;
}

/** Fails if another process has taken over first: the file of the dead owner is gone then. */
function takeOver(folder, deadOwner) {
  return succeeds(() => renameSync(path.join(folder, deadOwner), path.join(folder, self)), ["ENOENT"]);
}

/** The lock is free as soon as its file is gone; the folder may be another's by the time it is removed. */
function release(folder) {
  unlinkSync(path.join(folder, self));
  succeeds(() => rmdirSync(folder), ["ENOENT", "ENOTEMPTY", "EEXIST"]);
}

function ownerOf(folder) {
  let names = [];
  succeeds(() => (names = readdirSync(folder)), ["ENOENT"]);
  return names[0];
}

function isRunning(pid) {
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === "EPERM"; // It runs, as somebody else.
  }
}

/** Whether `act` worked; errors other than those `expected` are thrown on. */
function succeeds(act, expected) {
  try {
    act();
    return true;
  } catch (error) {
    if (expected.includes(error.code)) return false;
    throw error;
  }
}
