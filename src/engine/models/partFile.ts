import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, writeFile, type FileHandle } from "node:fs/promises";
import path from "node:path";

/** The file that a download must become. */
export interface DownloadTarget {
  readonly url: string;
  /** Where it will stand when it is whole and right. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Beside the part: which file it is a part of, and which version of it the server had. */
interface Sidecar {
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly etag?: string;
}

/** What a download has so far; it survives a restart of the editor. */
export class PartFile {
  readonly #target: DownloadTarget;
  readonly #file: FileHandle;
  #hash: Hash = createHash("sha256");
  #head = Buffer.alloc(0);
  #offset = 0;
  #etag: string | undefined;

  private constructor(target: DownloadTarget, file: FileHandle, etag: string | undefined) {
    this.#target = target;
    this.#file = file;
    this.#etag = etag;
  }

  /** Opens the part of an earlier try, or a new one; `onRead` hears how much of it has been hashed again. */
  static async open(
    target: DownloadTarget,
    { signal, onRead }: { readonly signal: AbortSignal; readonly onRead: (bytes: number) => void },
  ): Promise<PartFile> {
    await mkdir(path.dirname(target.path), { recursive: true });
    const sidecar = await readSidecar(target);
    // Not "a+": Linux would ignore where the bytes belong.
    const file = await open(partPath(target), constants.O_RDWR | constants.O_CREAT);
    const part = new PartFile(target, file, sidecar?.etag);
    try {
      if (sidecar) await part.#hashAgain(signal, onRead);
      else await part.#begin();
      return part;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Bytes that are there. */
  get offset(): number {
    return this.#offset;
  }

  /** Version of the file on the server that the part belongs to, if a range can be asked for on its condition. */
  get etag(): string | undefined {
    return this.#etag;
  }

  /** The first bytes, at most four. */
  get head(): Buffer {
    return this.#head;
  }

  async append(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      const { bytesWritten } = await this.#file.write(chunk, at, chunk.length - at, this.#offset + at);
      at += bytesWritten;
    }
    this.#take(chunk);
  }

  /** Forgets what is there. */
  async restart(): Promise<void> {
    await this.#file.truncate(0);
    this.#hash = createHash("sha256");
    this.#head = Buffer.alloc(0);
    this.#offset = 0;
  }

  /** Remembers which version of the file the coming bytes belong to; a weak tag cannot be asked for again. */
  async setEtag(etag: string | undefined): Promise<void> {
    const strong = etag?.startsWith('"') ? etag : undefined;
    if (strong === this.#etag) return;
    this.#etag = strong;
    await this.#writeSidecar();
  }

  /** True if all bytes are there and are the right ones. */
  isRight(): boolean {
    return this.#offset === this.#target.bytes && this.#hash.copy().digest("hex") === this.#target.sha256;
  }

  /** Puts the whole file in its place in one step; closes the part. */
  async finish(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    await rename(partPath(this.#target), this.#target.path);
    await rm(sidecarPath(this.#target), { force: true });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #hashAgain(signal: AbortSignal, onRead: (bytes: number) => void): Promise<void> {
    const buffer = Buffer.allocUnsafe(1 << 20);
    while (this.#offset < this.#target.bytes) {
      signal.throwIfAborted();
      const room = Math.min(buffer.length, this.#target.bytes - this.#offset);
      const { bytesRead } = await this.#file.read(buffer, 0, room, this.#offset);
      if (bytesRead === 0) break;
      this.#take(buffer.subarray(0, bytesRead));
      onRead(this.#offset);
    }
    await this.#file.truncate(this.#offset);
  }

  async #begin(): Promise<void> {
    await this.#file.truncate(0);
    await this.#writeSidecar();
  }

  #take(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#offset += chunk.length;
    if (this.#head.length < 4) this.#head = Buffer.concat([this.#head, chunk.subarray(0, 4)]).subarray(0, 4);
  }

  async #writeSidecar(): Promise<void> {
    const { url, bytes, sha256 } = this.#target;
    const sidecar: Sidecar = { url, bytes, sha256, ...(this.#etag !== undefined && { etag: this.#etag }) };
    await writeFile(sidecarPath(this.#target), JSON.stringify(sidecar));
  }
}

/** Bytes of an unfinished download of `target`; 0 if there is none. */
export async function partBytes(target: DownloadTarget): Promise<number> {
  if (!(await readSidecar(target))) return 0;
  return stat(partPath(target)).then(
    ({ size }) => size,
    () => 0, // no part yet
  );
}

/** Removes what an unfinished download of `target` has left. */
export async function discardPart(target: DownloadTarget): Promise<void> {
  await rm(partPath(target), { force: true });
  await rm(sidecarPath(target), { force: true });
}

function partPath(target: DownloadTarget): string {
  return `${target.path}.part`;
}

function sidecarPath(target: DownloadTarget): string {
  return `${target.path}.part.json`;
}

/** The sidecar if it belongs to this very file; a part of another one is of no use. */
async function readSidecar({ path: file, bytes, sha256 }: DownloadTarget): Promise<Sidecar | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(`${file}.part.json`, "utf8"));
    if (typeof value !== "object" || value === null) return undefined;
    const { etag, url, ...rest } = value as Partial<Sidecar>;
    if (rest.bytes !== bytes || rest.sha256 !== sha256) return undefined;
    return { url: String(url), bytes, sha256, ...(typeof etag === "string" && { etag }) };
  } catch {
    return undefined; // none, or cut off by a crash: the download starts anew
  }
}
