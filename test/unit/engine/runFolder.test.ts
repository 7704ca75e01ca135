import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isOwnerGone, ownerTag } from "../../../src/engine/owner";
import { makeRunFolder, removeRunFolder, removeStaleFolders } from "../../../src/engine/runFolder";
import { Failure } from "../../../src/protocol/failure";

describe("run folder", function () {
  if (process.platform !== "linux") return;
  let folder: string;
  const runtimeFolder = process.env["XDG_RUNTIME_DIR"];
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "gloss-test-"));
    process.env["XDG_RUNTIME_DIR"] = folder;
  });
  after(() => {
    if (runtimeFolder === undefined) delete process.env["XDG_RUNTIME_DIR"];
    else process.env["XDG_RUNTIME_DIR"] = runtimeFolder;
    rmSync(folder, { recursive: true });
  });

  it("can be entered by its user only", async () => {
    const made = await makeRunFolder();
    assert.equal(statSync(made).mode & 0o777, 0o700);
    await removeRunFolder(made);
  });

  it("is named as missing when there is no place for it", async () => {
    await assert.rejects(makeRunFolder(["/proc", "/absent"]), (error: unknown) => {
      assert.ok(error instanceof Failure && error.reason.kind === "noTemporaryFolder");
      return error.reason.detail.includes("absent");
    });
    await assert.rejects(makeRunFolder([`/${"long".repeat(40)}`]), Failure);
  });

  it("is removed by the next start when its owner is gone, and its process is ended", async () => {
    const stale = path.join(folder, `gloss-${await tagOfTheDead()}-abcdef`);
    mkdirSync(stale);
    // In place of a server that outlived its editor: a process whose arguments name the socket.
    const left = spawn("sh", ["-c", "sleep 60; :", `${stale}/engine.sock`], { stdio: "ignore" });
    const reader = spawn("sh", ["-c", "sleep 60; :", stale], { stdio: "ignore" });
    const ended = new Promise((resolve) => left.once("exit", (_code, signal) => resolve(signal)));
    const removed = await removeStaleFolders();
    assert.ok(removed.includes(stale));
    assert.ok(!existsSync(stale));
    assert.equal(await ended, "SIGKILL");
    assert.equal(reader.exitCode ?? reader.signalCode, null, "a bystander was ended");
    reader.kill();
  });

  it("stays when its owner lives, or when that cannot be known", async () => {
    const own = await makeRunFolder();
    const [pid, start] = (await tagOfTheDead()).split(".");
    const others = [`gloss-${String(pid)}.${String(start)}.0-abcdef`, "gloss-abcdef", "gloss-1.x-abcdef"];
    for (const name of others) mkdirSync(path.join(folder, name));
    const removed = await removeStaleFolders();
    assert.ok(!removed.includes(own));
    for (const name of others) assert.ok(existsSync(path.join(folder, name)));
    await removeRunFolder(own);
  });

  it("belongs to a process, not to its number", () => {
    const [pid, start = "", namespace] = ownerTag().split(".");
    assert.ok(!isOwnerGone(ownerTag()));
    assert.ok(isOwnerGone([pid, `${start}1`, namespace].join(".")));
  });
});

async function tagOfTheDead(): Promise<string> {
  const child = spawn("true");
  await new Promise((resolve) => child.once("exit", resolve));
  const [, , namespace] = ownerTag().split(".");
  return `${String(child.pid)}.1.${String(namespace)}`;
}
