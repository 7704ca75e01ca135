import { randomBytes } from "node:crypto";
import { access, constants, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../protocol/failure";
import { isOwnerGone, ownerTag, ownerTagPattern } from "./owner";

/** Models that only one process of a user may run at a time, since memory would not hold two. */
export interface LargeModels {
  readonly fromBytes: number;
  /** Shared by all windows of the user on this machine. */
  readonly folder: string;
}

export const defaultLargeModels: LargeModels = {
  fromBytes: 1_000_000_000,
  folder: path.join(homedir(), ".cache", "gloss", `running-${hostname()}`), // homes may be shared between machines
};

// The same window may hold two files for a moment: one of a process that ends, one of its successor.
const fileName = new RegExp(`^(${ownerTagPattern.source})-`);
/** Two that ask at the same moment see each other, and both step back: a younger file is worth another try. */
const youngMs = 1_000;
const maxTries = 5;

export interface EngineLock {
  release(): Promise<void>;
}

/**
 * Takes the one place for a large model; throws `Failure` busyInAnotherWindow. A dead owner's place is free. Nothing is
 * taken where the folder cannot be made: the person is not kept from the model because of that.
 */
export async function takeEngineLock(
  folder: string,
  log: (line: string) => void,
): Promise<EngineLock | undefined> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (error) {
    log(`other windows cannot know that a large model runs here: ${String(error)}`);
    return undefined;
  }
  const own = path.join(folder, `${ownerTag()}-${randomBytes(4).toString("hex")}`);
  const release = () => rm(own, { force: true });
  for (let tries = 1; ; tries += 1) {
    await writeFile(own, "");
    const othersAgeMs = await youngestOther(folder);
    if (othersAgeMs === undefined) return { release };
    await release();
    if (othersAgeMs > youngMs || tries === maxTries) throw new Failure({ kind: "busyInAnotherWindow" });
    await pause(Math.random() * 100);
  }
}

/** Age in milliseconds of the youngest file of another living process; removes those of the dead. */
async function youngestOther(folder: string): Promise<number | undefined> {
  let ageMs: number | undefined;
  for (const name of await readdir(folder)) {
    const tag = fileName.exec(name)?.[1];
    if (tag === undefined || tag === ownerTag()) continue;
    const file = path.join(folder, name);
    if (isOwnerGone(tag)) {
      await rm(file, { force: true });
      continue;
    }
    const facts = await stat(file).catch(() => undefined); // released meanwhile
    if (facts) ageMs = Math.min(ageMs ?? Infinity, Date.now() - facts.mtimeMs);
  }
  return ageMs;
}
