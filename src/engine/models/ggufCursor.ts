import { constants } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { Failure } from "../../protocol/failure";

const windowBytes = 1 << 18;

/** Reads a file forwards through a window of 256 KB, however large the file claims its parts to be. */
export class GgufCursor {
  readonly path: string;
  readonly fileBytes: number;
  readonly #file: FileHandle;
  readonly #window = Buffer.allocUnsafe(windowBytes);
  #windowStart = 0;
  #filled = 0;
  #at = 0;

  constructor(path: string, file: FileHandle, fileBytes: number) {
    this.path = path;
    this.#file = file;
    this.fileBytes = fileBytes;
  }

  get position(): number {
    return this.#windowStart + this.#at;
  }

  get remaining(): number {
    return this.fileBytes - this.position;
  }

  /** Makes the next `bytes` (at most 256 KB) available to the reads below. */
  async need(bytes: number): Promise<void> {
    if (this.#filled - this.#at >= bytes) return;
    if (bytes > this.remaining) throw this.endedEarly();
    this.#moveWindowTo(this.position);
    while (this.#filled < bytes) {
      const room = windowBytes - this.#filled;
      const { bytesRead } = await this.#file.read(
        this.#window,
        this.#filled,
        room,
        this.#windowStart + this.#filled,
      );
      if (bytesRead === 0) throw this.endedEarly();
      this.#filled += bytesRead;
    }
  }

  u32(): number {
    return this.#window.readUInt32LE(this.#advance(4));
  }

  f32(): number {
    return this.#window.readFloatLE(this.#advance(4));
  }

  /** Exact up to 2^53; larger values come out as some larger number, which no bound lets pass. */
  u64(): number {
    const at = this.#advance(8);
    return this.#window.readUInt32LE(at + 4) * 2 ** 32 + this.#window.readUInt32LE(at);
  }

  /** The next bytes as a view that only holds until the next `need`. */
  bytes(count: number): Buffer {
    const at = this.#advance(count);
    return this.#window.subarray(at, at + count);
  }

  peek(count: number): Buffer {
    return this.#window.subarray(this.#at, this.#at + count);
  }

  skip(bytes: number): void {
    if (bytes > this.remaining) throw this.endedEarly();
    if (this.#at + bytes <= this.#filled) this.#at += bytes;
    else this.#moveWindowTo(this.position + bytes);
  }

  /** Passes over `count` strings; written flat because a vocabulary has 262,144 of them. */
  async skipStrings(count: number): Promise<void> {
    let left = count;
    while (left > 0) {
      await this.need(8);
      for (; left > 0 && this.#filled - this.#at >= 8; left--) this.skip(this.u64());
    }
  }

  bad(detail: string): Failure {
    return new Failure({ kind: "modelUnreadable", path: this.path, detail });
  }

  endedEarly(): Failure {
    return this.bad("it ended too early, in the middle of its header");
  }

  async dispose(): Promise<void> {
    await this.#file.close();
  }

  #advance(bytes: number): number {
    const at = this.#at;
    this.#at += bytes;
    return at;
  }

  #moveWindowTo(position: number): void {
    this.#windowStart = position;
    this.#filled = 0;
    this.#at = 0;
  }
}

/** Opens a regular file; refuses anything else before opening it, so that no pipe or device can block or react. */
export async function openGguf(path: string): Promise<GgufCursor> {
  try {
    refuseSpecialFile(path, await stat(path));
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const facts = await file.stat();
      refuseSpecialFile(path, facts); // again: the name may point elsewhere by now
      return new GgufCursor(path, file, facts.size);
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    throw error instanceof Failure ? error : openFailure(path, error);
  }
}

function refuseSpecialFile(path: string, facts: { isFile(): boolean; isDirectory(): boolean }): void {
  if (facts.isFile()) return;
  const detail = facts.isDirectory() ? "it is a folder, not a file" : "it is a pipe or a device, not a file";
  throw new Failure({ kind: "modelUnreadable", path, detail });
}

function openFailure(path: string, error: unknown): Failure {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  if (code === "ENOENT" || code === "ENOTDIR") return new Failure({ kind: "modelMissing", path });
  const detail =
    code === "EACCES" || code === "EPERM" ? "you may not read it" : `it could not be opened (${code})`;
  return new Failure({ kind: "modelUnreadable", path, detail });
}
