import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, stat, statfs } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../protocol/failure";
import { takeLock, type DownloadLock } from "./downloadLock";
import { openReply, TryFailed, watchStall } from "./downloadReply";
import { fileCauseOf } from "./fileCause";
import { judgeReply } from "./judgeReply";
import { PartFile, type DownloadTarget } from "./partFile";
import { SpeedMeter } from "./speedMeter";

/** How far a download is. */
export interface DownloadProgress {
  /** checking: bytes of an earlier try are hashed again; waiting: until the next try. */
  readonly phase: "checking" | "fetching" | "waiting";
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond?: number;
  readonly secondsLeft?: number;
}

export interface DownloadLimits {
  /** Silence after which a connection counts as dead. */
  readonly stallMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Tries in a row that brought nothing. */
  readonly maxFruitlessTries: number;
  /** Kept free on the disk beside the file. */
  readonly reserveBytes: number;
}

const defaultLimits: DownloadLimits = {
  stallMs: 30_000,
  firstWaitMs: 1_000,
  longestWaitMs: 60_000,
  maxFruitlessTries: 8,
  reserveBytes: 500_000_000,
};

/** Tries after which a server that sends something else is believed to mean it. */
const maxWrongTries = 3;
/** Wrong parts in a row after which the whole file is asked for: a server that knows no ranges may have that. */
const maxWrongParts = 2;
const progressMs = 250;

export interface DownloadOptions {
  /** Aborting pauses: what is there stays for the next call. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly limits?: Partial<DownloadLimits>;
}

/**
 * Brings the file into its place, or throws a `Failure` downloadFailed, or the abort of `signal`. Whatever the server
 * does, only a file of the right size and SHA-256 ever stands at `target.path`. Returns the bytes that were fetched.
 */
export async function download(target: DownloadTarget, options: DownloadOptions): Promise<number> {
  try {
    return await new Download(target, options).run();
  } catch (error) {
    options.signal.throwIfAborted();
    const cause = error instanceof TryFailed ? error.reason : fileCauseOf(error);
    if (cause === undefined) throw error;
    throw new Failure({ kind: "downloadFailed", file: path.basename(target.path), cause });
  }
}

/** Lock file of a download. */
export function lockPath(target: DownloadTarget): string {
  return `${target.path}.lock`;
}

class Download {
  readonly #target: DownloadTarget;
  readonly #options: DownloadOptions;
  readonly #limits: DownloadLimits;
  readonly #meter = new SpeedMeter();
  #fetchedBytes = 0;
  #reportedAt = 0;

  constructor(target: DownloadTarget, options: DownloadOptions) {
    this.#target = target;
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  async run(): Promise<number> {
    const { path: file, bytes } = this.#target;
    await mkdir(path.dirname(file), { recursive: true });
    const lock = await takeLock(lockPath(this.#target));
    if (!lock) throw new TryFailed({ kind: "otherWindow" });
    try {
      if ((await hasSize(file, bytes)) && (await this.#isRight())) return 0;
      const part = await PartFile.open(this.#target, {
        signal: this.#options.signal,
        onRead: (doneBytes) => this.#report("checking", doneBytes),
      });
      await this.#fill(part, lock).catch(async (error: unknown) => {
        await part.close();
        throw error;
      });
      await part.finish();
      return this.#fetchedBytes;
    } finally {
      await lock.release();
    }
  }

  /** Hashes the file that stands in the place already. */
  async #isRight(): Promise<boolean> {
    const hash = createHash("sha256");
    let doneBytes = 0;
    const chunks = createReadStream(this.#target.path, {
      highWaterMark: 1 << 20,
      signal: this.#options.signal,
    });
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      hash.update(chunk);
      doneBytes += chunk.length;
      this.#report("checking", doneBytes);
    }
    return hash.digest("hex") === this.#target.sha256;
  }

  /** Fetches until the part is whole and right. */
  async #fill(part: PartFile, lock: DownloadLock): Promise<void> {
    const { bytes } = this.#target;
    let farthest = part.offset;
    let fruitless = 0;
    let wrong = 0;
    let wrongParts = 0;
    await this.#checkSpace(part);
    for (;;) {
      let failed: TryFailed | undefined;
      if (part.offset < bytes) failed = await this.#tryOnce(part, wrongParts < maxWrongParts);
      if (part.offset === bytes) {
        if (part.isRight()) return;
        await part.restart();
        failed = new TryFailed({ kind: "otherFile", detail: "its SHA-256 is not the published one" });
      }
      if (!failed) continue;
      if (failed.isFinal) throw failed;
      // A server that always starts anew must not be followed for ever: only new ground counts.
      const isFruitful = part.offset >= Math.min(bytes, farthest + Math.min(1 << 20, bytes / 100));
      farthest = Math.max(farthest, part.offset);
      fruitless = isFruitful ? 0 : fruitless + 1;
      if (["otherFile", "webPage"].includes(failed.reason.kind)) wrong += 1;
      else if (isFruitful) wrong = 0;
      // A lost connection says nothing of ranges: what is there must not be fetched again for it.
      if (failed.isWrongPart) wrongParts += 1;
      else if (isFruitful) wrongParts = 0;
      if (fruitless >= this.#limits.maxFruitlessTries || wrong >= maxWrongTries) throw failed;
      if (!(await lock.isHeld())) throw new TryFailed({ kind: "otherWindow" });
      await this.#wait(part, { fruitless, atLeastMs: failed.waitMs });
    }
  }

  /** One connection; resolves with what ended it too early, if anything did. */
  async #tryOnce(part: PartFile, mayAskForPart: boolean): Promise<TryFailed | undefined> {
    const { signal } = this.#options;
    try {
      await this.#fetchInto(part, mayAskForPart);
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TryFailed) return error;
      const fileError = fileCauseOf(error);
      if (fileError) return new TryFailed(fileError, { isFinal: true });
      if (error instanceof Error && "code" in error) {
        return new TryFailed({ kind: "unreachable", detail: `${String(error.code)}: ${error.message}` });
      }
      throw error;
    }
  }

  async #fetchInto(part: PartFile, mayAskForPart: boolean): Promise<void> {
    const { url, bytes } = this.#target;
    const { signal } = this.#options;
    const { stallMs } = this.#limits;
    const wantsRange = part.offset > 0 && mayAskForPart;
    const headers = {
      "accept-encoding": "identity",
      "user-agent": "Gloss",
      ...(wantsRange && { range: `bytes=${String(part.offset)}-` }),
      ...(wantsRange && part.etag !== undefined && { "if-range": part.etag }),
    };
    const { status, headers: head, body } = await openReply(url, headers, { signal, stallMs });
    const stall = watchStall(body, stallMs);
    try {
      const verdict = judgeReply(status, head, { offset: part.offset, bytes });
      if (verdict.kind === "fail") throw new TryFailed(verdict.cause, { isFinal: true });
      if (verdict.kind === "retry") {
        const isPage = status === 200 && (await startsLikeWebPage(body));
        throw new TryFailed(isPage ? { kind: "webPage" } : verdict.cause, {
          waitMs: verdict.waitMs,
          isWrongPart: status === 206 || status === 416,
        });
      }
      if (verdict.kind === "restart") await part.restart();
      await part.setEtag(head.etag);
      for await (const chunk of body as AsyncIterable<Buffer>) {
        stall.heard();
        this.#fetchedBytes += chunk.length;
        if (part.offset + chunk.length > bytes) throw await tooLong(part);
        await part.append(chunk);
        if (part.head.length === 4 && part.head.toString("latin1") !== "GGUF") throw await notAModel(part);
        this.#meter.add(chunk.length);
        this.#report("fetching", part.offset);
      }
      if (part.offset < bytes) throw new TryFailed({ kind: "unreachable", detail: "the connection ended" });
    } finally {
      stall.dispose();
      body.destroy();
    }
  }

  async #wait(
    part: PartFile,
    wait: { readonly fruitless: number; readonly atLeastMs: number },
  ): Promise<void> {
    const { firstWaitMs, longestWaitMs } = this.#limits;
    const growing = Math.min(longestWaitMs, firstWaitMs * 2 ** wait.fruitless);
    // Between half and all of it: many that were cut off at once must not come back at once.
    const ms = Math.max(wait.atLeastMs, growing * (0.5 + Math.random() / 2));
    this.#report("waiting", part.offset);
    await sleep(ms, undefined, { signal: this.#options.signal });
  }

  async #checkSpace(part: PartFile): Promise<void> {
    const { bavail, bsize } = await statfs(path.dirname(this.#target.path));
    const needBytes = this.#target.bytes - part.offset + this.#limits.reserveBytes;
    const freeBytes = bavail * bsize;
    if (freeBytes < needBytes) throw new TryFailed({ kind: "diskFull", needBytes, freeBytes });
  }

  #report(phase: DownloadProgress["phase"], doneBytes: number): void {
    const now = performance.now();
    if (phase !== "waiting" && now - this.#reportedAt < progressMs) return;
    this.#reportedAt = now;
    const totalBytes = this.#target.bytes;
    const bytesPerSecond = phase === "fetching" ? this.#meter.bytesPerSecond : undefined;
    this.#options.onProgress({
      phase,
      doneBytes,
      totalBytes,
      ...(bytesPerSecond && { bytesPerSecond, secondsLeft: (totalBytes - doneBytes) / bytesPerSecond }),
    });
  }
}

// Some proxies call their login page what the file was asked for as.
async function startsLikeWebPage(body: IncomingMessage): Promise<boolean> {
  for await (const chunk of body as AsyncIterable<Buffer>) return isMarkup(chunk);
  return false;
}

function isMarkup(start: Buffer): boolean {
  return /^\s*</.test(start.subarray(0, 64).toString("latin1"));
}

async function tooLong(part: PartFile): Promise<TryFailed> {
  await part.restart();
  return new TryFailed({ kind: "otherFile", detail: "it is longer than the published one" });
}

async function notAModel(part: PartFile): Promise<TryFailed> {
  const isPage = isMarkup(part.head);
  await part.restart();
  return new TryFailed(
    isPage ? { kind: "webPage" } : { kind: "otherFile", detail: "it is not a GGUF model file" },
  );
}

async function hasSize(file: string, bytes: number): Promise<boolean> {
  return stat(file).then(
    (facts) => facts.isFile() && facts.size === bytes,
    () => false, // not there yet
  );
}
