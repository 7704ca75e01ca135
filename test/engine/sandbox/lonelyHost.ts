import { findServerBinary } from "../../../src/engine/serverBinary";
import { startServer } from "../../../src/engine/serverStart";
import { chooseLauncher } from "../../../src/engine/sandbox/chooseLauncher";
import { landlockLauncher } from "../../../src/engine/sandbox/landlock";
import type { SandboxTools } from "../../../src/engine/sandbox/helpers";
import { nano, root } from "../../support/paths";

/** The sandbox of the engine that the host starts. */
export type LonelySandbox = "bubblewrap" | "landlock";

// A host that starts a confined engine, says so, and waits to be killed. Argument: bubblewrap or landlock.
void main();

async function main(): Promise<void> {
  const binary = await findServerBinary({ setting: "", extensionFolder: root, searchPath: "" });
  const tools: SandboxTools = { helperFolder: binary.folder, devices: "cpu" };
  const choice = await chooseLauncher("require", tools);
  if (choice.kind === "refused") throw new Error("nothing confines here");
  const launcher = process.argv[2] === "landlock" ? landlockLauncher(tools) : choice.launcher;
  const server = await startServer(
    {
      binary,
      files: nano,
      contextTokens: 2048,
      threads: 1,
      repacksWeights: true,
      devices: "cpu",
      memoryBytes: 4e9,
    },
    launcher,
    { onLine: () => undefined },
  );
  await server.ready(new AbortController().signal, 60_000);
  process.stdout.write(`${String(server.pid)}\n`);
  setInterval(() => undefined, 1_000);
}
