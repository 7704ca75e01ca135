import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { partBytes } from "../../../src/engine/models/partFile";
import { startFaultServer, type FaultServer } from "../../support/faultServer";
import { bundle } from "../sandbox/sandboxTools";
import type { DownloaderArgument } from "./downloader";

// Large enough that a kill comes while bytes are written.
const content = Buffer.concat([Buffer.from("GGUF"), randomBytes(64_000_000)]);
const kills = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8];

describe("download in a process that is killed", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-killed-"));
  let server: FaultServer;
  let program = "";
  let running: ChildProcess | undefined;
  before(async () => {
    program = bundle({ folder }, "test/engine/models/downloader.ts");
    server = await startFaultServer(content, () => "none");
  });
  after(async () => {
    running?.kill("SIGKILL");
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it("goes on each time with the byte after the last one that was written, until the file is whole and right", async () => {
    const { url, bytes, sha256 } = server;
    const target: DownloaderArgument = { url, bytes, sha256, path: path.join(folder, "models", "a.gguf") };
    const start = (): ChildProcess =>
      spawn(process.execPath, [program, JSON.stringify(target)], { stdio: ["ignore", "ignore", "inherit"] });
    const there: number[] = [];
    for (const share of kills) {
      const child = (running = start());
      const part = `${target.path}.part`;
      while (!(existsSync(part) && statSync(part).size >= share * bytes)) {
        assert.equal(child.exitCode, null, "it ended before it was killed");
        await sleep(1);
      }
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      assert.equal(child.signalCode, "SIGKILL");
      assert.equal(existsSync(target.path), false);
      assert.equal(existsSync(`${target.path}.lock`), true, "a killed process cannot tidy up");
      there.push(await partBytes(target));
    }
    const last = (running = start());
    assert.deepEqual(await once(last, "exit"), [0, null]);
    assert.ok(readFileSync(target.path).equals(content));
    assert.deepEqual(readdirSync(path.dirname(target.path)), ["a.gguf"]);
    assert.ok(
      there.every((size) => size < bytes),
      String(there),
    );
    const asked = server.requests.map(({ range }) => range);
    assert.deepEqual(asked, [undefined, ...there.map((size) => `bytes=${String(size)}-`)]);
  });
});
