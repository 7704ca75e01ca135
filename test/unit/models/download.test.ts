import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { download, type DownloadLimits } from "../../../src/engine/models/download";
import { takeLock } from "../../../src/engine/models/downloadLock";
import { discardPart, partBytes, type DownloadTarget } from "../../../src/engine/models/partFile";
import { Failure, type DownloadCause } from "../../../src/protocol/failure";
import { startFaultServer, type Fault, type FaultServer } from "../../support/faultServer";
import { seededRandom } from "../../support/seededRandom";
import { causeOf } from "./causeOf";

const quick: Partial<DownloadLimits> = { stallMs: 150, firstWaitMs: 1, longestWaitMs: 4, reserveBytes: 0 };
const content = Buffer.concat([Buffer.from("GGUF"), randomBytes(400_000)]);

describe("download", () => {
  let folder = "";
  let server: FaultServer | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "gloss-download-"));
  });
  afterEach(async () => {
    await server?.close();
    await rm(folder, { recursive: true });
  });

  /** Starts a server that does these things to the first requests, and nothing to the later ones. */
  async function serve(...faults: readonly Fault[]): Promise<DownloadTarget> {
    return serveWith((request) => faults[request] ?? "none");
  }

  async function serveWith(nextFault: (request: number) => Fault): Promise<DownloadTarget> {
    server = await startFaultServer(content, nextFault);
    const { url, bytes, sha256 } = server;
    return { url, bytes, sha256, path: path.join(folder, "sub", "model.gguf") };
  }

  it("puts the whole file in its place and leaves nothing beside it", async () => {
    const target = await serve();
    await fetchIt(target);
    assert.deepEqual(await readdir(path.dirname(target.path)), ["model.gguf"]);
    assert.ok((await readFile(target.path)).equals(content));
  });

  for (const fault of [
    ...(["cut", "stall", "wrongRange", "ignoredRange", "changedEtag", "webPage", "webPageAsFile"] as const),
    ...(["busy", "tooMany", "otherSize", "redirect", "garbled", "resetBeforeHead"] as const),
    ...(["outage", "noSuchPart"] as const),
  ]) {
    it(`ends right after: ${fault}`, async () => {
      const target = await serve("cut", fault);
      await fetchIt(target);
      assert.ok((await readFile(target.path)).equals(content));
    });
  }

  const endings: readonly (readonly [Fault, DownloadCause["kind"]])[] = [
    ["missing", "notThere"],
    ["forbidden", "refused"],
    ["redirectToHttp", "redirected"],
    ["redirectForEver", "redirected"],
    ["webPage", "webPage"],
    ["webPageAsFile", "webPage"],
    ["otherSize", "otherFile"],
    ["garbled", "otherFile"],
    ["busy", "serverBusy"],
    ["silence", "stalled"],
    ["resetBeforeHead", "unreachable"],
    ["noSuchPart", "otherFile"],
  ];
  for (const [fault, kind] of endings) {
    it(`names what a server does for ever: ${fault}`, async () => {
      const target = await serveWith(() => fault);
      assert.equal((await causeOf(fetchIt(target, { maxFruitlessTries: 3 }))).kind, kind);
      assert.equal(existsSync(target.path), false);
    });
  }

  it("refuses an address that is not https", async () => {
    const target = { ...(await serve()), url: "http://models.example/model.gguf" };
    assert.equal((await causeOf(fetchIt(target))).kind, "redirected");
  });

  it("names a machine that is not there", async () => {
    const target = await serve();
    await server?.close();
    assert.equal((await causeOf(fetchIt(target, { maxFruitlessTries: 1 }))).kind, "unreachable");
  });

  it("pauses when it is aborted, and goes on with the range that is missing", async () => {
    const target = await serve("stall");
    const pause = new AbortController();
    const paused = download(target, { signal: pause.signal, onProgress: () => undefined, limits: {} });
    while ((await partBytes(target)) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    pause.abort(new Error("paused"));
    await assert.rejects(paused, /paused/);
    const there = await partBytes(target);
    await fetchIt(target);
    assert.equal(server?.requests.at(-1)?.range, `bytes=${String(there)}-`);
    assert.equal(server.requests.at(-1)?.["if-range"], '"1"');
  });

  it("keeps what is there through an outage, and asks for the rest after it", async () => {
    const target = await serve("cut", "outage");
    await fetchIt(target);
    assert.equal(server?.requests.length, 6);
    assert.match(server.requests.at(-1)?.range ?? "", /^bytes=\d+-$/);
    assert.ok(server.sentBytes <= content.length + 65_536, String(server.sentBytes));
  });

  it("waits between the tries of a server that has no such part, and ends", async () => {
    const target = await serveWith((request) => (request === 0 ? "cut" : "noSuchPart"));
    assert.equal((await causeOf(fetchIt(target))).kind, "otherFile");
    assert.ok((server?.requests.length ?? 0) <= 4);
  });

  it("removes what a part has left when it is asked to", async () => {
    const target = await serve("cut", "missing");
    await causeOf(fetchIt(target));
    await discardPart(target);
    assert.deepEqual(await readdir(path.dirname(target.path)), []);
  });

  it("throws away the part of another version of the file", async () => {
    const target = await serve("cut", "missing");
    await causeOf(fetchIt(target));
    assert.equal(await partBytes({ ...target, sha256: "0".repeat(64) }), 0);
  });

  it("fetches a file again that stands there with the right size and wrong bytes", async () => {
    const target = await serve();
    await fetchIt(target);
    await writeFile(target.path, Buffer.alloc(content.length));
    await fetchIt(target);
    assert.ok((await readFile(target.path)).equals(content));
  });

  it("says before the first byte that the disk is too full", async () => {
    const target = await serve();
    const cause = await causeOf(fetchIt(target, { reserveBytes: 1e15 }));
    assert.ok(cause.kind === "diskFull" && (cause.needBytes ?? 0) > 1e15 && (cause.freeBytes ?? 0) > 0);
    assert.equal(server?.requests.length, 0);
  });

  it("leaves a download alone that another window is at", async () => {
    const target = await serve("stall");
    const pause = new AbortController();
    const first = download(target, { signal: pause.signal, onProgress: () => undefined });
    while ((await partBytes(target)) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await causeOf(fetchIt(target))).kind, "otherWindow");
    pause.abort(new Error("paused"));
    await assert.rejects(first);
  });

  it("takes over the lock of a process that is gone", async () => {
    const lock = path.join(folder, "lock");
    await writeFile(
      lock,
      JSON.stringify({ pid: 2 ** 22 + 1, host: (await import("node:os")).hostname(), token: "x" }),
    );
    const held = await takeLock(lock);
    assert.ok(await held?.isHeld());
    assert.equal(await takeLock(lock), undefined);
    await held?.release();
    assert.equal(existsSync(lock), false);
  });

  it("says how far it is", async () => {
    const target = await serve();
    const seen: number[] = [];
    await download(target, {
      signal: new AbortController().signal,
      onProgress: ({ doneBytes, totalBytes }) => seen.push(doneBytes / totalBytes),
      limits: quick,
    });
    assert.ok(seen.length > 0 && seen.every((part) => part > 0 && part <= 1));
  });

  // GLOSS_DOWNLOADS=200 GLOSS_DOWNLOAD_BYTES=50000000 for the full run.
  it("ends each of many bad downloads with the right bytes or a named error", async function () {
    this.timeout(3_600_000);
    const count = Number(process.env["GLOSS_DOWNLOADS"] ?? 40);
    const bytes = Number(process.env["GLOSS_DOWNLOAD_BYTES"] ?? 400_000);
    const random = seededRandom(20261124);
    const large = Buffer.concat([Buffer.from("GGUF"), randomBytes(bytes - 4)]);
    let fetched = 0;
    const ends = new Map<string, number>();
    for (let index = 0; index < count; index++) {
      const chaos = await startFaultServer(large, () => randomFault(random), index);
      const target = {
        url: chaos.url,
        bytes: chaos.bytes,
        sha256: chaos.sha256,
        path: path.join(folder, `${String(index)}.gguf`),
      };
      const end = await fetchWithRestarts(target, random);
      ends.set(end, (ends.get(end) ?? 0) + 1);
      if (end === "right") assert.ok((await readFile(target.path)).equals(large));
      else assert.equal(existsSync(target.path), false);
      fetched += chaos.sentBytes;
      await chaos.close();
      await rm(target.path, { force: true });
      await discardPart(target);
    }
    const ratio = fetched / (count * bytes);
    if (process.env["GLOSS_DOWNLOADS"]) {
      process.stdout.write(`${JSON.stringify({ count, bytes, ratio, ends: Object.fromEntries(ends) })}\n`);
    }
    assert.ok(ratio < 1.3, `fetched ${ratio.toFixed(2)} times the size`);
    assert.ok((ends.get("right") ?? 0) > count * 0.7, JSON.stringify(Object.fromEntries(ends)));
  });
});

async function fetchIt(target: DownloadTarget, limits: Partial<DownloadLimits> = {}): Promise<void> {
  await download(target, {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    limits: { ...quick, ...limits },
  });
  assert.equal((await stat(target.path)).size, target.bytes);
}

// What a bad day looks like: most connections break, few lie.
function randomFault(random: () => number): Fault {
  const weights: readonly (readonly [Fault, number])[] = [
    ["none", 30],
    ["cut", 30],
    ["stall", 6],
    ["busy", 6],
    ["tooMany", 4],
    ["redirect", 6],
    ["resetBeforeHead", 6],
    ["outage", 2],
    ["noSuchPart", 1],
    ["wrongRange", 3],
    ["webPage", 3],
    ["webPageAsFile", 1],
    ["otherSize", 2],
    ["ignoredRange", 1],
    ["changedEtag", 1],
    ["lyingRange", 0.5],
    ["garbled", 0.5],
    ["missing", 0.5],
    ["forbidden", 0.5],
  ];
  let left = random() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [fault, weight] of weights) if ((left -= weight) < 0) return fault;
  return "none";
}

/** One download through up to three restarts of the editor; "right", or the kind of its named error. */
async function fetchWithRestarts(target: DownloadTarget, random: () => number): Promise<string> {
  for (let restarts = 0; ; restarts++) {
    const stop = new AbortController();
    const timer = restarts < 3 && random() < 0.3 ? setTimeout(() => stop.abort(), random() * 60) : undefined;
    try {
      await download(target, { signal: stop.signal, onProgress: () => undefined, limits: quick });
      return "right";
    } catch (error) {
      if (stop.signal.aborted) continue;
      assert.ok(error instanceof Failure && error.reason.kind === "downloadFailed", String(error));
      return error.reason.cause.kind;
    } finally {
      clearTimeout(timer);
    }
  }
}
