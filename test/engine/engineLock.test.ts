import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { takeEngineLock } from "../../src/engine/engineLock";
import { ownerTag } from "../../src/engine/owner";
import { Failure } from "../../src/protocol/failure";
import { nano } from "../support/paths";
import { collect, explainSum, failureOf, request, testEngine } from "../support/testEngine";

const never = (): AbortSignal => new AbortController().signal;
const quiet = (): undefined => undefined;

describe("large models in several windows", function () {
  if (process.platform !== "linux") return;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "gloss-test-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Another process, and the file that it would hold. */
  function otherWindow() {
    const child = spawn("sleep", ["60"]);
    const [, , namespace] = ownerTag().split(".");
    const file = path.join(folder, `${String(child.pid)}.0.${String(namespace)}-00000000`);
    writeFileSync(file, "");
    const end = () =>
      new Promise((resolve) => {
        child.once("exit", resolve);
        child.kill("SIGKILL");
      });
    return { file, end };
  }

  it("says that another window has one, and loads when that window is gone", async () => {
    const other = otherWindow();
    const engine = testEngine({}, { largeModels: { fromBytes: 1, folder } });
    const reason = await failureOf(collect(engine.answer(request("hello"), never())));
    assert.deepEqual(reason, { kind: "busyInAnotherWindow" });
    assert.equal(engine.pid, undefined);
    await other.end();
    assert.match((await collect(engine.answer(request(explainSum), never()))).text, /sumPrices/);
    assert.equal(readdirSync(folder).length, 1, "the file of the dead is still there");
    await engine.unload();
    assert.deepEqual(readdirSync(folder), []);
    await engine.dispose();
  });

  it("takes the place of one who cannot be looked at once it gives no sign of life", async () => {
    const file = path.join(folder, "1.0.elsewhere-00000000");
    writeFileSync(file, "");
    await assert.rejects(takeEngineLock(folder, quiet), Failure);
    const longAgo = new Date(Date.now() - 90_000);
    utimesSync(file, longAgo, longAgo);
    const lock = await takeEngineLock(folder, quiet);
    assert.equal(readdirSync(folder).length, 1);
    await lock?.release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it("leaves no file of its own behind when it cannot look at the others", async () => {
    const [, , namespace] = ownerTag().split(".");
    const stuck = `999999999.0.${String(namespace)}-00000000`; // of a dead process, and a folder cannot be removed as a file
    mkdirSync(path.join(folder, stuck));
    await assert.rejects(takeEngineLock(folder, quiet));
    assert.deepEqual(readdirSync(folder), [stuck]);
  });

  it("keeps its place through a crash", async () => {
    const engine = testEngine({}, { largeModels: { fromBytes: 1, folder } });
    await engine.describe(never());
    process.kill(engine.pid ?? 0, "SIGKILL");
    await collect(engine.answer(request("hello"), never())).catch(quiet); // may be the one that notices
    await engine.describe(never());
    assert.equal(readdirSync(folder).length, 1);
    await engine.dispose();
    assert.deepEqual(readdirSync(folder), []);
  });

  it("does not hold up a small model", async () => {
    const other = otherWindow();
    const engine = testEngine({}, { largeModels: { fromBytes: 1_000_000_000, folder } });
    await engine.describe(never());
    await engine.dispose();
    await other.end();
  });

  it("does without where its folder cannot be made", async () => {
    const lines: string[] = [];
    assert.equal(
      await takeEngineLock(path.join(nano.model, "no-folder"), (line) => lines.push(line)),
      undefined,
    );
    assert.equal(lines.length, 1);
  });
});
