import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { realModelFiles } from "./boundFiles";
import { childEnvironment, launcherName, libraryOptions, programPath } from "./helpers";
import type { Launcher } from "./launcher";

/** No confinement: a scrubbed environment, and on Linux an end together with the editor. */
export function plainLauncher(helperFolder: string): Launcher {
  return {
    name: "plain",
    level: "none",
    launch(spec) {
      const program = programPath(spec, { engine: spec.engineFolder, helpers: helperFolder });
      const args = spec.args({ ...realModelFiles(spec.files), runFolder: spec.runFolder });
      const helper = path.join(helperFolder, launcherName);
      const [command, ...rest] = existsSync(helper)
        ? [
            helper,
            "--parent",
            String(process.pid),
            ...libraryOptions(spec.engineFolder),
            "--",
            program,
            ...args,
          ]
        : [program, ...args]; // macOS has none
      return spawn(command, rest, {
        stdio: ["ignore", "pipe", "pipe"],
        env: childEnvironment(spec),
        cwd: spec.engineFolder,
      });
    },
  };
}
