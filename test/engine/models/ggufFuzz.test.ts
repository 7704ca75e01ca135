import assert from "node:assert/strict";
import { closeSync, copyFileSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { mutate, seededRandom, type Mutation } from "./ggufMutations";
import { readGguf } from "../../../src/engine/models/gguf";
import { chooseLauncher } from "../../../src/engine/sandbox/chooseLauncher";
import type { Launcher, ModelFiles } from "../../../src/engine/sandbox/launcher";
import { bundledEngineFolder, findServerBinary } from "../../../src/engine/serverBinary";
import { startServer } from "../../../src/engine/serverStart";
import { Failure } from "../../../src/protocol/failure";
import { nano, root } from "../../support/paths";

const rounds = Number(process.env["GLOSS_FUZZ_ROUNDS"] ?? 10_000);
const seed = Number(process.env["GLOSS_FUZZ_SEED"] ?? 4);
/** The header ends some bytes after the name of its last tensors; only it is spoilt. */
const targets = [
  { name: "model", file: nano.model, lastTensor: "blk.6.", headerSlack: 2_048 },
  { name: "projector", file: nano.projector, lastTensor: "mm.a.input", headerSlack: 256 },
] as const;

describe("gguf gate under fuzz", function () {
  this.timeout(300_000);
  let folder = "";
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "gloss-fuzz-"));
  });
  after(() => rm(folder, { recursive: true }));

  for (const target of targets) {
    let letThrough = 0;
    const samples: Mutation[] = [];
    const original = readFileSync(target.file);
    const headerBytes = original.indexOf(target.lastTensor) + target.headerSlack;

    it(`refuses or describes ${String(rounds)} spoilt copies of the ${target.name}, each within a second`, async () => {
      const random = seededRandom(seed);
      const copy = path.join(folder, target.name);
      copyFileSync(target.file, copy);
      const fd = openSync(copy, "r+");
      const rssBefore = process.memoryUsage.rss();
      for (let round = 0; round < rounds; round++) {
        const mutation = mutate(original.subarray(0, headerBytes), original.length, random);
        writeSync(fd, mutation.header, 0, mutation.header.length, 0);
        ftruncateSync(fd, mutation.fileBytes); // grows again with zeros: the gate does not look at weights
        const start = process.cpuUsage(); // not the clock: the machine may be busy with other things
        if ((await isLetThrough(copy)) && letThrough++ % 100 === 0) samples.push(mutation);
        const cpuMs = process.cpuUsage(start).user / 1_000;
        assert(cpuMs < 1_000, `round ${String(round)} of seed ${String(seed)}: ${mutation.kind}`);
      }
      closeSync(fd);
      assert(process.memoryUsage.rss() - rssBefore < 200e6);
      assert(letThrough < rounds / 2);
    });

    it(`confines what a ${target.name} that was let through does to the server`, async function () {
      const launcher = await confiningLauncher();
      if (!launcher) return this.skip();
      for (const mutation of samples.slice(0, 12)) {
        const spoilt = path.join(folder, `${target.name}-spoilt.gguf`);
        await writeFile(spoilt, spoil(original, mutation));
        const isModel = target.name === "model";
        await load(launcher, isModel ? { model: spoilt } : { model: nano.model, projector: spoilt });
      }
    });
  }
});

async function isLetThrough(file: string): Promise<boolean> {
  try {
    await readGguf(file);
    return true;
  } catch (error) {
    if (error instanceof Failure && error.reason.kind === "modelUnreadable") return false;
    throw error; // anything else is a hole in the gate
  }
}

function spoil(original: Buffer, { header, fileBytes }: Mutation): Buffer {
  return Buffer.concat([header, original.subarray(header.length)]).subarray(0, fileBytes);
}

async function confiningLauncher(): Promise<Launcher | undefined> {
  const choice = await chooseLauncher("require", { helperFolder: bundledEngineFolder(root), devices: "cpu" });
  return choice.kind === "chosen" ? choice.launcher : undefined;
}

/** Loads the files for real; the server may work, refuse or crash, but it must come to an end when told to. */
async function load(launcher: Launcher, files: ModelFiles): Promise<void> {
  const binary = await findServerBinary({ setting: "", extensionFolder: root, searchPath: "" });
  const server = await startServer(
    {
      binary,
      files,
      contextTokens: 2048,
      threads: 2,
      repacksWeights: true,
      devices: "cpu",
      memoryBytes: 4e9,
    },
    launcher,
    { onLine: () => undefined },
  );
  await server.ready(AbortSignal.timeout(10_000), 60_000).catch(() => undefined); // a hang is ended by stop()
  await server.stop();
  assert(server.exit);
}
