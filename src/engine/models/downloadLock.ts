import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";

const beatMs = 10_000;
/** A holder that has not moved for so long is gone, even if another process has its id by now. */
const staleMs = 60_000;

/** Keeps two windows from writing one part. */
export interface DownloadLock {
  /** False if another window took the lock for abandoned, e.g. after the machine slept. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Takes the lock file; undefined if another window holds it. One that was left behind is taken over. */
export async function takeLock(file: string): Promise<DownloadLock | undefined> {
  const token = randomUUID();
  const text = JSON.stringify({ pid: process.pid, host: hostname(), token });
  for (let tries = 0; tries < 2; tries++) {
    try {
      await writeFile(file, text, { flag: "wx" });
      const isHeld = async (): Promise<boolean> => (await readLock(file))?.token === token;
      // Two that took over at once both got here; the later one's file is the one that stands.
      if (tries > 0 && !(await isHeld())) return undefined;
      const beat = setInterval(() => {
        const now = new Date();
        utimes(file, now, now).catch(() => undefined); // taken over: isHeld tells
      }, beatMs);
      beat.unref();
      return {
        isHeld,
        release: async () => {
          clearInterval(beat);
          if (await isHeld()) await rm(file, { force: true });
        },
      };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      if (!(await isAbandoned(file))) return undefined;
      await rm(file, { force: true });
    }
  }
  return undefined;
}

/** True if some window holds the lock now. */
export async function isLocked(file: string): Promise<boolean> {
  return (await readLock(file)) !== undefined && !(await isAbandoned(file));
}

interface LockText {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

async function readLock(file: string): Promise<LockText | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof value !== "object" || value === null) return undefined;
    const { pid, host, token } = value as Partial<LockText>;
    return { pid: Number(pid), host: String(host), token: String(token) };
  } catch {
    return undefined; // gone, or being written
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  const ageMs = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Infinity, // released meanwhile
  );
  if (ageMs > staleMs) return true;
  const holder = await readLock(file);
  return holder?.host === hostname() && !isAlive(holder.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
