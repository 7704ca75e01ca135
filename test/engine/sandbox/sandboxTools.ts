import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { launcherName, probeName } from "../../../src/engine/sandbox/helpers";
import { bundledEngineFolder } from "../../../src/engine/serverBinary";
import { root } from "../../support/paths";

/** A folder that every user may enter, with the helpers, a file in place of a model, and room for sockets. */
export interface Bench {
  readonly folder: string;
  readonly helpers: string;
  readonly launcher: string;
  readonly probe: string;
  readonly model: string;
  dispose(): void;
}

/** Copies the helpers to where unprivileged users can reach them: a checkout may lie in somebody's home. */
export function makeBench(): Bench {
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-bench-"));
  const helpers = path.join(folder, "helpers");
  const model = path.join(folder, "model.gguf");
  mkdirSync(helpers);
  for (const name of [launcherName, probeName]) {
    copyFileSync(path.join(bundledEngineFolder(root), name), path.join(helpers, name));
  }
  writeFileSync(model, "GGUF");
  for (const place of [folder, helpers]) chmodSync(place, 0o755);
  return {
    folder,
    helpers,
    launcher: path.join(helpers, launcherName),
    probe: path.join(helpers, probeName),
    model,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A program of the checkout as one file that every user can run. */
export function bundle({ folder }: Pick<Bench, "folder">, entry: string): string {
  const file = path.join(folder, `${path.basename(entry, ".ts")}.cjs`);
  const esbuild = path.join(root, "node_modules", ".bin", "esbuild");
  const options = ["--bundle", "--platform=node", "--format=cjs", "--log-level=error", `--outfile=${file}`];
  execFileSync(esbuild, [path.join(root, entry), ...options]);
  chmodSync(file, 0o644);
  return file;
}

/** Whether the process is there and alive; a zombie that nobody has collected yet is not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${String(pid)}/status`, "utf8"));
  } catch {
    return false;
  }
}
