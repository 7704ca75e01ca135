import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import type { CatalogueEntry } from "../../../src/engine/models/catalogue";
import {
  downloadEntry,
  isBeingFetched,
  removeEntry,
  unfinishedBytes,
  type DownloadPlace,
} from "../../../src/engine/models/downloadEntry";
import { Failure } from "../../../src/protocol/failure";
import { startFaultServer, type Fault, type FaultServer } from "../../support/faultServer";
import { causeOf } from "./causeOf";

describe("download of an entry", () => {
  let place: DownloadPlace = { folder: "", mirror: "" };
  const servers: FaultServer[] = [];
  beforeEach(async () => {
    place = { folder: await mkdtemp(path.join(tmpdir(), "gloss-entry-")), mirror: "" };
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await rm(place.folder, { recursive: true });
  });

  async function entry(...modelFaults: readonly Fault[]): Promise<CatalogueEntry> {
    const serve = async (role: "model" | "projector", bytes: number, faults: readonly Fault[]) => {
      const content = Buffer.concat([Buffer.from("GGUF"), randomBytes(bytes)]);
      const server = await startFaultServer(content, (request) => faults[request] ?? "none");
      servers.push(server);
      return { role, name: `${role}.gguf`, url: server.url, bytes: server.bytes, sha256: server.sha256 };
    };
    const files = [await serve("model", 300_000, modelFaults), await serve("projector", 20_000, [])];
    return { id: "one", name: "One", licence: "MIT", files };
  }

  const fetchIt = (one: CatalogueEntry, seen: number[] = [], signal = new AbortController().signal) =>
    downloadEntry(one, place, {
      signal,
      onProgress: ({ doneBytes, totalBytes }) => seen.push(doneBytes / totalBytes),
      limits: { firstWaitMs: 1, longestWaitMs: 4, maxFruitlessTries: 2 },
    });

  it("brings all files into one folder and counts them together", async () => {
    const seen: number[] = [];
    const one = await entry();
    const paths = await fetchIt(one, seen);
    assert.deepEqual(paths, {
      model: path.join(place.folder, "one", "model.gguf"),
      projector: path.join(place.folder, "one", "projector.gguf"),
    });
    assert.deepEqual((await readdir(path.join(place.folder, "one"))).toSorted(), [
      "model.gguf",
      "projector.gguf",
    ]);
    assert.ok(seen.every((part, index) => part <= 1 && part >= (seen[index - 1] ?? 0)));
    assert.equal(await unfinishedBytes(one, place), 0);
  });

  it("knows what a download has left, and goes on with it", async () => {
    const one = await entry("cut", "missing");
    await assert.rejects(fetchIt(one), Failure);
    const left = await unfinishedBytes(one, place);
    assert.ok(left > 20_000 && left < 320_000, String(left));
    await fetchIt(one);
    assert.equal(await unfinishedBytes(one, place), 0);
  });

  it("knows that a file is missing which was not begun", async () => {
    const one = await entry("missing");
    await assert.rejects(fetchIt(one), Failure); // after its projector, before its model
    assert.equal(await unfinishedBytes(one, place), 20_004);
    assert.equal(await removeEntry(one, place), 20_004);
    assert.equal(await unfinishedBytes(one, place), 0);
  });

  it("tells that it is being fetched", async () => {
    const one = await entry("silence");
    const stop = new AbortController();
    const running = fetchIt(one, [], stop.signal);
    while (!(await isBeingFetched(one, place))) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort(new Error("stopped"));
    await assert.rejects(running);
    assert.equal(await isBeingFetched(one, place), false);
  });

  it("removes whole files and parts, says what that frees, and leaves what is not its own", async () => {
    const one = await entry("cut", "missing");
    await assert.rejects(fetchIt(one), Failure);
    const left = await unfinishedBytes(one, place);
    assert.equal(await removeEntry(one, place), left);
    assert.equal(existsSync(path.join(place.folder, "one")), false);
    await fetchIt(one);
    await writeFile(path.join(place.folder, "one", "mine.txt"), "");
    assert.equal(await removeEntry(one, place), 320_008);
    assert.deepEqual(await readdir(path.join(place.folder, "one")), ["mine.txt"]);
  });

  it("fetches from a mirror at the same path", async () => {
    const one = await entry();
    const hub = "https://huggingface.co/google/gemma/resolve/main/model.gguf";
    const [model] = one.files;
    assert.ok(model);
    place = { ...place, mirror: `${new URL(model.url).origin}/mirror/` };
    const mirrored = { ...one, files: [{ ...model, url: hub }] };
    assert.deepEqual(await fetchIt(mirrored), { model: path.join(place.folder, "one", "model.gguf") });
    assert.deepEqual(servers[0]?.paths, ["/mirror/google/gemma/resolve/main/model.gguf"]);
  });

  it("says before the first byte that the disk is too full for all files", async () => {
    const one = await entry();
    const files = one.files.map((file) => ({ ...file, bytes: 6e14 }));
    const cause = await causeOf(fetchIt({ ...one, files }));
    assert.ok(cause.kind === "diskFull" && (cause.needBytes ?? 0) > 12e14 && (cause.freeBytes ?? 0) > 0);
    assert.deepEqual(
      servers.map(({ requests }) => requests.length),
      [0, 0],
    );
  });

  it("names a folder that cannot be made", async () => {
    const file = path.join(place.folder, "a file");
    await writeFile(file, "");
    const { folder } = place;
    place = { ...place, folder: path.join(file, "models") };
    const cause = await causeOf(fetchIt(await entry()));
    place = { ...place, folder };
    assert.equal(cause.kind, "folderUnusable");
  });

  it("removes the lock that a killed window has left", async () => {
    const one = await entry("cut", "missing");
    await assert.rejects(fetchIt(one), Failure);
    const lock = { pid: 2 ** 22 + 1, host: hostname(), token: "x" };
    await writeFile(path.join(place.folder, "one", "model.gguf.lock"), JSON.stringify(lock));
    await removeEntry(one, place);
    assert.equal(existsSync(path.join(place.folder, "one")), false);
  });
});
