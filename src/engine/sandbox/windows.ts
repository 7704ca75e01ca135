import { spawn } from "node:child_process";
import path from "node:path";
import { realModelFiles } from "./boundFiles";
import type { Launcher } from "./launcher";

// UNTESTED: written without a Windows machine.

/** Variables without which Windows programs do not start. */
const neededVariables = [
  "SystemRoot",
  "windir",
  "TEMP",
  "TMP",
  "NUMBER_OF_PROCESSORS",
  "PROCESSOR_ARCHITECTURE",
];

/** Windows: a process of its own with a scrubbed environment; it keeps the user's rights to files and network. UNTESTED. */
export function windowsLauncher(): Launcher {
  return {
    name: "windows",
    level: "process",
    launch(spec) {
      const args = spec.args({ ...realModelFiles(spec.files), runFolder: spec.runFolder });
      return spawn(path.join(spec.engineFolder, spec.program), args, {
        stdio: ["ignore", "pipe", "pipe"],
        windowsHide: true,
        env: { ...neededEnvironment(), ...spec.env },
        cwd: spec.engineFolder,
      });
    },
  };
}

function neededEnvironment(): Record<string, string> {
  const entries = neededVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(entries), PATH: "" };
}
