import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { attest, type Attestation } from "../src/engine/sandbox/attest";
import { bubblewrapLauncher } from "../src/engine/sandbox/bubblewrap";
import { chooseLauncher } from "../src/engine/sandbox/chooseLauncher";
import { findBubblewrap } from "../src/engine/sandbox/detect";
import type { SandboxTools } from "../src/engine/sandbox/helpers";
import { landlockLauncher } from "../src/engine/sandbox/landlock";
import type { Launcher } from "../src/engine/sandbox/launcher";
import { plainLauncher } from "../src/engine/sandbox/plain";
import { bundledEngineFolder } from "../src/engine/serverBinary";

// npm run attest -- [--json] [--launcher bubblewrap|landlock|plain] [--without bubblewrap] [--engine FOLDER] [--gpu] [--quick]
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    launcher: { type: "string" },
    without: { type: "string" },
    engine: { type: "string", default: bundledEngineFolder(process.env["GLOSS_ROOT"] ?? process.cwd()) },
    gpu: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
  },
});

void main(); // sets the exit code itself

async function main(): Promise<void> {
  const engineFolder = path.resolve(values.engine);
  const tools: SandboxTools = { helperFolder: engineFolder, devices: values.gpu ? "gpu" : "cpu" };
  const launcher = await wantedLauncher(tools);
  if (launcher === undefined) {
    process.exitCode = 1;
    return;
  }
  const startMs = performance.now();
  const attestation = await attestWithModel(launcher, engineFolder);
  const elapsedMs = Math.round(performance.now() - startMs);
  if (values.json) {
    print(JSON.stringify({ launcher: launcher.name, elapsedMs, ...attestation }, null, 2));
  } else {
    for (const { name, outcome, detail } of attestation.probes)
      print(`${outcome.padEnd(14)}${name.padEnd(24)}${detail}`);
    print(
      `${String(attestation.escapes)} escapes, level ${attestation.level} (${launcher.name}), ${String(elapsedMs)} ms`,
    );
  }
  if (attestation.escapes > 0 && launcher.level !== "none") process.exitCode = 1;
}

/** With a file in place of the model: the probe reads one byte and tries to change it. */
async function attestWithModel(launcher: Launcher, engineFolder: string): Promise<Attestation> {
  const folder = await mkdtemp(path.join(tmpdir(), "gloss-attest-model-"));
  const model = path.join(folder, "model.gguf");
  try {
    await writeFile(model, "GGUF");
    return await attest(launcher, {
      engineFolder,
      helperFolder: engineFolder,
      files: { model },
      memoryBytes: 1 << 30,
      devices: values.gpu ? "gpu" : "cpu",
      workspaceFolder: process.cwd(),
      isFull: !values.quick,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function wantedLauncher(tools: SandboxTools): Promise<Launcher | undefined> {
  switch (values.launcher) {
    case undefined:
      return strongestLauncher(tools);
    case "bubblewrap":
      return bubblewrapLauncher(tools, (await findBubblewrap()) ?? "/usr/bin/bwrap");
    case "landlock":
      return landlockLauncher(tools);
    case "plain":
      return plainLauncher(tools.helperFolder);
    default:
      console.error(`No such launcher: ${values.launcher}`);
      return undefined;
  }
}

async function strongestLauncher(tools: SandboxTools): Promise<Launcher | undefined> {
  if (values.without !== undefined && values.without !== "bubblewrap") {
    console.error(`Only bubblewrap can be left out, not ${values.without}`);
    return undefined;
  }
  const choice = await chooseLauncher("require", tools, values.without === undefined ? undefined : []);
  for (const { name, reason } of choice.passedOver) console.error(`not ${name}: ${reason.kind}`, reason);
  return choice.kind === "chosen" ? choice.launcher : undefined;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
