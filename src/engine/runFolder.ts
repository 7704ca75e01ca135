import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Failure } from "../protocol/failure";
import { isOwnerGone, ownerTag, ownerTagPattern } from "./owner";
import { killLeftovers } from "./sandbox/killLeftovers";
import { socketName } from "./serverArgs";

/** Longest path of a UNIX socket in bytes, without the closing zero (104 on macOS, 108 on Linux). */
const maxSocketPathBytes = process.platform === "darwin" ? 103 : 107;

const folderName = new RegExp(`^gloss-${ownerTagPattern.source}-.{6}$`);

/** Makes a folder that only this user can enter (mkdtemp makes it 0700), named after this process; throws `Failure` noTemporaryFolder. */
export async function makeRunFolder(parents = runParents()): Promise<string> {
  const prefix = `gloss-${ownerTag()}-`;
  let detail = "no folder has a path short enough for a socket";
  for (const parent of parents) {
    if (Buffer.byteLength(path.join(parent, `${prefix}XXXXXX`, socketName)) > maxSocketPathBytes) continue;
    try {
      return await mkdtemp(path.join(parent, prefix));
    } catch (error) {
      // Full or not writable: the next parent may be better.
      detail = error instanceof Error ? error.message : String(error);
    }
  }
  throw new Failure({ kind: "noTemporaryFolder", detail });
}

/** Removes a folder of `makeRunFolder`. */
export async function removeRunFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Ends and removes what editors left that were killed; resolves with the folders. Never touches what lives. */
export async function removeStaleFolders(): Promise<readonly string[]> {
  const found = await Promise.all([...new Set(runParents())].map(staleFoldersIn));
  const folders = found.flat();
  for (const folder of folders) {
    await killLeftovers(folder);
    await removeRunFolder(folder);
  }
  return folders;
}

async function staleFoldersIn(parent: string): Promise<readonly string[]> {
  const names = await readdir(parent).catch(() => []); // absent or closed to us: then nothing of ours is in it
  const folders: string[] = [];
  for (const name of names) {
    const tag = folderName.exec(name)?.slice(1).join(".");
    if (tag === undefined || !isOwnerGone(tag)) continue;
    const folder = path.join(parent, name);
    const facts = await lstat(folder).catch(() => undefined); // another window was faster
    if (facts?.isDirectory() && facts.uid === (process.getuid?.() ?? facts.uid)) folders.push(folder);
  }
  return folders;
}

function runParents(): readonly string[] {
  const runtime = process.env["XDG_RUNTIME_DIR"];
  return [...(runtime ? [runtime] : []), tmpdir(), ...(process.platform === "win32" ? [] : ["/tmp"])];
}
