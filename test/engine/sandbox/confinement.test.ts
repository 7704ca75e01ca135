import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeBench, type Bench } from "./sandboxTools";
import type { LocalEngine } from "../../../src/engine/localEngine";
import type { SandboxPolicy } from "../../../src/engine/sandbox/chooseLauncher";
import { findBubblewrap } from "../../../src/engine/sandbox/detect";
import { launcherName, probeName } from "../../../src/engine/sandbox/helpers";
import { descendants } from "../../support/processes";
import { collect, explainSum, failureOf, request, testEngine } from "../../support/testEngine";

const never = (): AbortSignal => new AbortController().signal;

/** Asks, and resolves with the reason of the failure that it must end in. */
const refusal = (engine: LocalEngine) => failureOf(collect(engine.answer(request(explainSum), never())));

describe("confinement before a model is loaded", function () {
  if (process.platform !== "linux") return;
  this.timeout(60_000);
  let bench: Bench;
  let engine: LocalEngine | undefined;
  beforeEach(() => {
    bench = makeBench();
  });
  afterEach(async () => {
    await engine?.dispose();
    bench.dispose();
  });

  it("refuses with each reason, runs unconfined once that is allowed, and confined once the machine is mended", async () => {
    const helperFolder = path.join(bench.folder, "none-yet");
    let policy: SandboxPolicy = "require";
    engine = testEngine({}, { helperFolder, sandbox: () => policy });
    const missing = { kind: "helperMissing", path: path.join(helperFolder, launcherName) };
    assert.deepEqual(await refusal(engine), {
      kind: "notConfined",
      passedOver: ["bubblewrap", "landlock"].map((name) => ({ name, reason: missing })),
    });
    assert(engine.state.kind === "failed" && engine.state.reason.kind === "notConfined");
    assert.deepEqual(descendants(), []);

    policy = "auto";
    const unconfined = (await engine.describe(never())).confinement;
    assert.equal(unconfined?.attestation.level, "none");
    assert.deepEqual(
      unconfined.passedOver.map(({ name }) => name),
      ["bubblewrap", "landlock"],
    );
    assert.match((await collect(engine.answer(request(explainSum), never()))).text, /sumPrices/);

    policy = "require";
    await engine.unload(); // as the editor does when consent is taken back
    assert.equal((await refusal(engine)).kind, "notConfined");
    mkdirSync(helperFolder);
    for (const name of [launcherName, probeName])
      copyFileSync(path.join(bench.helpers, name), path.join(helperFolder, name));
    for (policy of ["require", "auto"] as const) {
      await engine.unload();
      assert.equal((await engine.describe(never())).confinement?.attestation.level, "bubblewrap");
    }
  });

  it("chooses again once what it has chosen confines nothing any more", async () => {
    const real = await findBubblewrap();
    const bwrap = path.join(bench.folder, "bwrap");
    const searchPath = process.env["PATH"];
    process.env["PATH"] = `${bench.folder}:${searchPath ?? ""}`;
    try {
      writeFileSync(bwrap, `#!/bin/sh\nexec ${real ?? ""} "$@"\n`, { mode: 0o755 });
      engine = testEngine({}, { helperFolder: bench.helpers });
      assert.equal((await engine.describe(never())).confinement?.launcher, "bubblewrap");
      await engine.unload();
      writeFileSync(bwrap, "#!/bin/sh\necho 'No permissions to create a new namespace' >&2\nexit 1\n");
      const confinement = (await engine.describe(never())).confinement;
      assert.equal(confinement?.launcher, "landlock");
      assert.deepEqual(
        confinement.passedOver.map(({ reason }) => reason.kind),
        ["namespacesDenied"],
      );
    } finally {
      process.env["PATH"] = searchPath;
    }
  });

  for (const policy of ["require", "auto"] as const) {
    it(`loads nothing through a bubblewrap that confines nothing, under "${policy}"`, async () => {
      const started = pretendBubblewrap(bench);
      const searchPath = process.env["PATH"];
      process.env["PATH"] = `${bench.folder}:${searchPath ?? ""}`;
      try {
        engine = testEngine({}, { helperFolder: bench.helpers, sandbox: () => policy });
        for (let asked = 0; asked < 2; asked++) {
          const reason = await refusal(engine);
          assert(reason.kind === "confinementBroken", reason.kind);
          assert.equal(reason.launcher, "bubblewrap");
          for (const name of ["readSecretFile", "listHome", "connectTcp", "spawnShell", "outliveHost"])
            assert(reason.escaped.includes(name), name);
        }
      } finally {
        process.env["PATH"] = searchPath;
      }
      assert(engine.state.kind === "failed" && engine.state.reason.kind === "confinementBroken");
      assert.equal(engine.pid, undefined);
      // The trial, and one measurement for each question; llama-server never.
      assert.deepEqual(
        started(),
        ["--hello", "measure", "measure"].map((how) => `${probeName} ${how}`),
      );
      assert.deepEqual(descendants(), []);
    });
  }
});

/** Puts a `bwrap` into the bench that runs what it is told and takes no right away; returns what it was told to run. */
function pretendBubblewrap({ folder }: Bench): () => readonly string[] {
  const log = path.join(folder, "started");
  const program = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const words = process.argv.slice(2);
const places = new Map();
for (const [at, word] of words.entries()) if (/^--(ro-)?bind/.test(word)) places.set(words[at + 2], words[at + 1]);
const real = (word) => {
  const [, name, place] = /^([a-z]+=)?(.*)$/.exec(word);
  return (name ?? "") + (places.get(place) ?? place);
};
// bwrap's own options -- gloss-launcher and its options -- program and arguments
const [command, ...args] = words.slice(words.lastIndexOf("--") + 1).map(real);
const how = args[0] === "--hello" ? args[0] : "measure";
appendFileSync(${JSON.stringify(log)}, command.split("/").at(-1) + " " + how + "\\n");
process.exitCode = spawnSync(command, args, { stdio: "inherit", cwd: ${JSON.stringify(folder)} }).status ?? 1;
`;
  writeFileSync(path.join(folder, "bwrap"), program, { mode: 0o755 });
  return () => readFileSync(log, "utf8").trimEnd().split("\n");
}
