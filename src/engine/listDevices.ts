import path from "node:path";
import { Failure } from "../protocol/failure";
import { parseDevices, type GpuDevice } from "./models/gpuDevices";
import { makeRunFolder, removeRunFolder } from "./runFolder";
import type { Launcher, ModelFiles } from "./sandbox/launcher";
import type { ServerBinary } from "./serverBinary";

// Drivers of several cards take seconds to wake up.
const timeoutMs = 20_000;

/**
 * Asks the engine, confined as it will run, for the graphics cards that it can use; none if it was built for the
 * processor. `files` are only bound, not read. Throws `Failure` engineUnusable if it does not say.
 */
export async function listDevices(
  launcher: Launcher,
  binary: ServerBinary,
  files: ModelFiles,
): Promise<readonly GpuDevice[]> {
  const runFolder = await makeRunFolder();
  try {
    const child = launcher.launch({
      engineFolder: binary.folder,
      program: binary.program,
      files,
      runFolder,
      args: () => ["--list-devices"],
      env: {},
    });
    const output = await new Promise<string>((resolve) => {
      let text = "";
      const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
      child.stdout?.setEncoding("utf8").on("data", (piece: string) => (text = (text + piece).slice(-65_536)));
      child.stderr?.resume();
      const settle = (): void => {
        clearTimeout(timer);
        resolve(text);
      };
      child.once("error", settle);
      child.once("close", settle);
    });
    if (output.includes("Available devices:")) return parseDevices(output);
    const detail = "it does not say which graphics cards it can use";
    throw new Failure({ kind: "engineUnusable", path: path.join(binary.folder, binary.program), detail });
  } finally {
    await removeRunFolder(runFolder);
  }
}
