import { rm, stat, statfs, mkdir, rmdir } from "node:fs/promises";
import path from "node:path";
import { Failure, type DownloadCause } from "../../protocol/failure";
import { fileUrl, type CatalogueEntry, type CatalogueFile } from "./catalogue";
import { isLocked } from "./downloadLock";
import { download, lockPath, type DownloadOptions } from "./download";
import { fileCauseOf } from "./fileCause";
import type { ModelPaths } from "./offers";
import { discardPart, partBytes, type DownloadTarget } from "./partFile";

/** Where the files of entries are kept and fetched from. */
export interface DownloadPlace {
  readonly folder: string;
  /** `gloss.models.mirror`; empty for the publishers' own addresses. */
  readonly mirror: string;
}

/** Left on the disk for everything else. */
const reserveBytes = 500_000_000;

/** Fetches all files of an entry that are not there yet, the small ones first; progress counts all of them together. */
export async function downloadEntry(
  entry: CatalogueEntry,
  place: DownloadPlace,
  options: DownloadOptions,
): Promise<ModelPaths> {
  await checkSpace(entry, place);
  let before = 0;
  const totalBytes = entry.files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const file of entry.files.toSorted((one, other) => one.bytes - other.bytes)) {
    await download(targetOf(entry, file, place), {
      ...options,
      onProgress: ({ doneBytes, bytesPerSecond, phase }) => {
        const done = before + doneBytes;
        const secondsLeft = bytesPerSecond === undefined ? undefined : (totalBytes - done) / bytesPerSecond;
        options.onProgress({
          phase,
          doneBytes: done,
          totalBytes,
          ...(bytesPerSecond !== undefined && { bytesPerSecond }),
          ...(secondsLeft !== undefined && { secondsLeft }),
        });
      },
    });
    before += file.bytes;
  }
  return entryPaths(entry, place);
}

/** Where the files of an entry stand once they are fetched. */
function entryPaths(entry: CatalogueEntry, place: DownloadPlace): ModelPaths {
  const pathOf = (role: CatalogueFile["role"]): string | undefined => {
    const file = entry.files.find((one) => one.role === role);
    return file && targetOf(entry, file, place).path;
  };
  const [projector, drafter] = [pathOf("projector"), pathOf("drafter")];
  return {
    model: pathOf("model") ?? "",
    ...(projector !== undefined && { projector }),
    ...(drafter !== undefined && { drafter }),
  };
}

/** Bytes that are there of a download that has begun and is not whole; 0 otherwise. */
export async function unfinishedBytes(entry: CatalogueEntry, place: DownloadPlace): Promise<number> {
  let done = 0;
  let isUnfinished = false;
  for (const file of entry.files) {
    const target = targetOf(entry, file, place);
    const isThere = await isWhole(target);
    const bytes = isThere ? file.bytes : await partBytes(target);
    done += bytes;
    // What else an entry lists may have come to it later.
    isUnfinished ||= !isThere && (bytes > 0 || file.role === "model");
  }
  return isUnfinished ? done : 0;
}

/** True if some window is fetching a file of the entry now. */
export async function isBeingFetched(entry: CatalogueEntry, place: DownloadPlace): Promise<boolean> {
  const locks = entry.files.map((file) => isLocked(lockPath(targetOf(entry, file, place))));
  return (await Promise.all(locks)).includes(true);
}

/** Removes everything of an entry, whole or not; returns the bytes that are free again. */
export async function removeEntry(entry: CatalogueEntry, place: DownloadPlace): Promise<number> {
  let freed = 0;
  for (const file of entry.files) {
    const target = targetOf(entry, file, place);
    freed += await partBytes(target);
    await discardPart(target);
    await rm(lockPath(target), { force: true }); // of a window that was killed: nobody fetches it now
    if (await isWhole(target)) freed += file.bytes;
    await rm(target.path, { force: true });
  }
  await rmdir(path.join(place.folder, entry.id)).catch(() => undefined); // holds something of the person's own
  return freed;
}

function targetOf(
  entry: CatalogueEntry,
  file: CatalogueFile,
  { folder, mirror }: DownloadPlace,
): DownloadTarget {
  const { bytes, sha256, name } = file;
  return { url: fileUrl(file, mirror), path: path.join(folder, entry.id, name), bytes, sha256 };
}

async function isWhole({ path: file, bytes }: DownloadTarget): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size === bytes,
    () => false, // not there
  );
}

// For all files together: the second must not find the disk full when the first has taken an hour.
async function checkSpace(entry: CatalogueEntry, place: DownloadPlace): Promise<void> {
  let missing = 0;
  for (const file of entry.files) {
    const target = targetOf(entry, file, place);
    missing += (await isWhole(target)) ? 0 : file.bytes - (await partBytes(target));
  }
  const failed = (cause: DownloadCause) => new Failure({ kind: "downloadFailed", file: entry.name, cause });
  const freeBytes = await freeBytesIn(place.folder).catch((error: unknown) => {
    const cause = fileCauseOf(error);
    throw cause ? failed(cause) : error;
  });
  const needBytes = missing + reserveBytes;
  if (missing > 0 && freeBytes < needBytes) throw failed({ kind: "diskFull", needBytes, freeBytes });
}

async function freeBytesIn(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
