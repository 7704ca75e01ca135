import { execFile } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../protocol/failure";

/** A llama-server that can be started, and how it was found. */
export interface ServerBinary {
  readonly folder: string;
  readonly program: string;
  readonly foundBy: "setting" | "bundled" | "path";
}

export interface BinaryPlaces {
  /** `gloss.engine.path`: the program itself; empty if not set. */
  readonly setting: string;
  /** Folder of the extension, which has `engine/<platform>-<arch>/` when packaged or after `npm run engine:build`. */
  readonly extensionFolder: string;
  /** The PATH variable. */
  readonly searchPath: string;
}

/** Oldest llama.cpp that was tried with Gemma 4's pictures and sound, as major and minor version. */
const oldestVersion = [0, 5] as const;

const programName = process.platform === "win32" ? "llama-server.exe" : "llama-server";

/** Folder in which a packaged extension or a checkout carries its own engine. */
export function bundledEngineFolder(extensionFolder: string): string {
  return path.join(extensionFolder, "engine", `${process.platform}-${process.arch}`);
}

/** Finds the engine: the setting, the extension's own, then a new enough one on PATH; throws `Failure` engineMissing. */
export async function findServerBinary(places: BinaryPlaces): Promise<ServerBinary> {
  if (places.setting !== "") return settingBinary(places.setting);
  const bundled = bundledEngineFolder(places.extensionFolder);
  if (await isProgram(path.join(bundled, programName))) {
    return { folder: bundled, program: programName, foundBy: "bundled" };
  }
  const folders = places.searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const folder of folders) {
    const file = path.join(folder, programName);
    if ((await isProgram(file)) && (await isNewEnough(file)))
      return { folder, program: programName, foundBy: "path" };
  }
  throw new Failure({ kind: "engineMissing", lookedIn: [bundled, "PATH"] });
}

async function settingBinary(file: string): Promise<ServerBinary> {
  if (!path.isAbsolute(file)) {
    throw new Failure({ kind: "engineUnusable", path: file, detail: "it is not an absolute path" });
  }
  if (!(await isProgram(file))) {
    throw new Failure({ kind: "engineUnusable", path: file, detail: "there is no program at this path" });
  }
  return { folder: path.dirname(file), program: path.basename(file), foundBy: "setting" };
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // absent or not ours to run: the next place is tried
  }
}

// `llama-server --version` prints "version: 0.5.0 (build 1, commit 0ad4a86)"; older builds print a bare number.
async function isNewEnough(file: string): Promise<boolean> {
  const text = await new Promise<string>((resolve) => {
    execFile(file, ["--version"], { timeout: 5_000, windowsHide: true }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
  const version = /version: (\d+)\.(\d+)\./.exec(text);
  if (!version) return false;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return major > oldestVersion[0] || (major === oldestVersion[0] && minor >= oldestVersion[1]);
}
