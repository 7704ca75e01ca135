import { randomBytes } from "node:crypto";
import { access, constants, mkdir, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../protocol/failure";
import { canBeJudged, isOwnerGone, ownerTag, ownerTagPattern } from "./owner";

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
/** A holder shows by the time of its file that it lives, for those that cannot look at its process. */
const beatMs = 10_000;
const staleMs = 60_000;

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
    const othersAgeMs = await youngestOther(folder).catch(async (error: unknown) => {
      await release();
      throw error;
    });
    if (othersAgeMs === undefined) return held(own, release);
    await release();
    if (othersAgeMs > youngMs || tries === maxTries) throw new Failure({ kind: "busyInAnotherWindow" });
    await pause(Math.random() * 100);
  }
}

function held(file: string, release: () => Promise<void>): EngineLock {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined); // removed by hand: the next one to ask will not know
  }, beatMs);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      return release();
    },
  };
}

/** Age in milliseconds of the youngest file of another living process; removes those of the dead. */
async function youngestOther(folder: string): Promise<number | undefined> {
  let ageMs: number | undefined;
  for (const name of await readdir(folder)) {
    const tag = fileName.exec(name)?.[1];
    if (tag === undefined || tag === ownerTag()) continue;
    const file = path.join(folder, name);
    const facts = await stat(file).catch(() => undefined);
    if (!facts) continue; // released meanwhile
    const beatenMsAgo = Date.now() - facts.mtimeMs;
    if (isOwnerGone(tag) || (!canBeJudged(tag) && beatenMsAgo > staleMs)) await rm(file, { force: true });
    else ageMs = Math.min(ageMs ?? Infinity, Date.now() - facts.birthtimeMs);
  }
  return ageMs;
}
