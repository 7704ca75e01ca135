import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { streamChat } from "../../../src/engine/chatClient";
import type { LonelySandbox } from "./lonelyHost";
import { bundle, isRunning, makeBench, type Bench } from "./sandboxTools";
import { listDevices } from "../../../src/engine/listDevices";
import { bubblewrapLauncher } from "../../../src/engine/sandbox/bubblewrap";
import { findBubblewrap } from "../../../src/engine/sandbox/detect";
import type { Devices, SandboxTools } from "../../../src/engine/sandbox/helpers";
import { landlockLauncher } from "../../../src/engine/sandbox/landlock";
import type { Launcher } from "../../../src/engine/sandbox/launcher";
import { plainLauncher } from "../../../src/engine/sandbox/plain";
import { bundledEngineFolder, findServerBinary } from "../../../src/engine/serverBinary";
import { removeStaleFolders } from "../../../src/engine/runFolder";
import { startServer } from "../../../src/engine/serverStart";
import { nano, root } from "../../support/paths";
import { collect, explainSum, failureOf, request } from "../../support/testEngine";

describe("confined engine", function () {
  if (process.platform !== "linux") return;
  this.timeout(60_000);
  const tools: SandboxTools = { helperFolder: bundledEngineFolder(root), devices: "cpu" };
  let bench: Bench;
  let host = "";
  before(() => {
    bench = makeBench();
    host = bundle(bench, "test/engine/sandbox/lonelyHost.ts");
  });
  after(() => bench.dispose());

  for (const name of ["bubblewrap", "landlock"] satisfies LonelySandbox[]) {
    it(`answers under ${name} as it does unconfined`, async () => {
      const confined = await answerThrough(await launcherCalled(name));
      assert.match(confined, /sumPrices/);
      assert.equal(confined, await answerThrough(plainLauncher(tools.helperFolder)));
    });

    it(`ends under ${name}, with all its processes, when the host is killed`, async () => {
      const child = spawn(process.execPath, [host, name], {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, GLOSS_ROOT: root, XDG_RUNTIME_DIR: bench.folder },
      });
      const pid = Number(await new Promise((resolve) => child.stdout.once("data", resolve)));
      const family = descendants(pid);
      assert(family.length >= 1 && family.every(isRunning));
      child.kill("SIGKILL");
      for (let waitedMs = 0; family.some(isRunning) && waitedMs < 5_000; waitedMs += 20) await sleep(20);
      assert.deepEqual(family.filter(isRunning), []);
      const isLeft = () => readdirSync(bench.folder).some((file) => file.startsWith("gloss-"));
      assert.ok(isLeft(), "a killed host cannot tidy up");
      const runtimeFolder = process.env["XDG_RUNTIME_DIR"];
      process.env["XDG_RUNTIME_DIR"] = bench.folder;
      await removeStaleFolders();
      if (runtimeFolder === undefined) delete process.env["XDG_RUNTIME_DIR"];
      else process.env["XDG_RUNTIME_DIR"] = runtimeFolder;
      assert.ok(!isLeft(), "the next start must");
    });

    it(`is asked for its graphics cards under ${name}, and has none in a build for the processor`, async () => {
      const launcher = await launcherCalled(name, "gpu");
      const binary = await findServerBinary({ setting: "", extensionFolder: root, searchPath: "" });
      assert.deepEqual(await listDevices(launcher, binary, nano), []);
    });

    it(`has no place under ${name} for a model that is no regular file`, async () => {
      const launcher = await launcherCalled(name);
      const start = async (model: string) => {
        const spec = { engineFolder: tools.helperFolder, program: "llama-server", runFolder: bench.folder };
        await Promise.resolve(launcher.launch({ ...spec, files: { model }, args: () => [], env: {} }));
      };
      assert.equal((await failureOf(start("/dev/zero"))).kind, "modelUnreadable");
      assert.equal((await failureOf(start(bench.folder))).kind, "modelUnreadable");
      assert.equal((await failureOf(start(`${bench.folder}/missing`))).kind, "modelMissing");
    });
  }

  async function launcherCalled(name: LonelySandbox, devices: Devices = "cpu"): Promise<Launcher> {
    const tools = { helperFolder: bundledEngineFolder(root), devices };
    if (name === "landlock") return landlockLauncher(tools);
    const bwrapPath = await findBubblewrap();
    assert(bwrapPath, "bubblewrap is not installed");
    return bubblewrapLauncher(tools, bwrapPath);
  }
});

async function answerThrough(launcher: Launcher): Promise<string> {
  const binary = await findServerBinary({ setting: "", extensionFolder: root, searchPath: "" });
  const spec = {
    binary,
    files: nano,
    contextTokens: 4096,
    threads: 2,
    repacksWeights: true,
    devices: "cpu" as const,
    memoryBytes: 4e9,
  };
  const server = await startServer(spec, launcher, { onLine: () => undefined });
  const { signal } = new AbortController();
  try {
    await server.ready(signal, 60_000);
    const events = streamChat(server.endpoint, request(explainSum), { serverKind: "llamaServer", signal });
    return (await collect(events)).text;
  } finally {
    await server.stop();
  }
}

/** The process and everything that it started. */
function descendants(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8");
  return [pid, ...children.split(" ").filter(Boolean).map(Number).flatMap(descendants)];
}
