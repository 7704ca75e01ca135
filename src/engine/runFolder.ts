import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { socketName } from "./serverArgs";

/** Longest path of a UNIX socket in bytes, without the closing zero (104 on macOS, 108 on Linux). */
const maxSocketPathBytes = process.platform === "darwin" ? 103 : 107;

/** Makes a folder that only this user can enter, for one engine's socket. */
export async function makeRunFolder(): Promise<string> {
  for (const parent of [process.env["XDG_RUNTIME_DIR"], tmpdir(), "/tmp"]) {
    if (!parent || Buffer.byteLength(path.join(parent, "gloss-XXXXXX", socketName)) > maxSocketPathBytes)
      continue;
    try {
      const folder = await mkdtemp(path.join(parent, "gloss-"));
      await chmod(folder, 0o700);
      return folder;
    } catch {
      continue; // not writable: the next parent may be
    }
  }
  throw new Error("No temporary folder can hold the engine's socket.");
}

/** Removes a folder of `makeRunFolder`. */
export async function removeRunFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
