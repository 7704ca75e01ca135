import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { engineFiles, gpuDevices, libraryFolders, realModelFiles, systemReadPaths } from "./boundFiles";
import { feedFilter, filterFd } from "./feedFilter";
import {
  childEnvironment,
  launcherName,
  libraryOptions,
  limitOptions,
  programPath,
  type SandboxTools,
} from "./helpers";
import type { Launcher, LaunchSpec, ModelFiles } from "./launcher";

/** Threads that the user's processes may gain in all before the model process gets no more. */
export const moreThreads = 4096;

/** What this machine has, found before the arguments are built. */
export interface LandlockPaths {
  readonly read: readonly string[];
  readonly execute: readonly string[];
  readonly devices: readonly string[];
  readonly engineFolder: string;
  readonly runFolder: string;
  readonly files: ModelFiles;
}

/** Linux without user namespaces: gloss-launcher locks itself with Landlock and seccomp, then becomes the program. */
export function landlockLauncher(tools: SandboxTools): Launcher {
  return {
    name: "landlock",
    level: "landlock",
    launch(spec) {
      const paths = landlockPaths(spec, tools);
      const child = spawn(path.join(tools.helperFolder, launcherName), landlockArgs(spec, tools, paths), {
        stdio: ["ignore", "pipe", "pipe", "pipe"],
        env: childEnvironment(spec),
        cwd: paths.engineFolder,
      });
      feedFilter(child, tools.devices);
      return child;
    },
  };
}

/** The whole command line of gloss-launcher for one launch. */
export function landlockArgs(spec: LaunchSpec, tools: SandboxTools, paths: LandlockPaths): readonly string[] {
  const program = programPath(spec, { engine: paths.engineFolder, helpers: tools.helperFolder });
  return [
    ...["--parent", String(process.pid), "--new-session"],
    ...libraryOptions(paths.engineFolder),
    ...limitOptions(spec, tools.devices),
    ...["--more-threads", String(moreThreads), "--seccomp", String(filterFd), "--landlock"],
    ...paths.read.flatMap((file) => ["--read", file]),
    ...["--list", paths.engineFolder], // llama.cpp looks there for its libraries of each instruction set
    ...[...paths.execute, program].flatMap((file) => ["--execute", file]),
    ...paths.devices.flatMap((file) => ["--device", file]),
    ...["--sockets", paths.runFolder, "--", program],
    ...spec.args({ ...paths.files, runFolder: paths.runFolder }),
  ];
}

function landlockPaths(spec: LaunchSpec, tools: SandboxTools): LandlockPaths {
  const files = realModelFiles(spec.files);
  const engineFolder = realpathSync(spec.engineFolder);
  return {
    read: [
      ...libraryFolders().map((folder) => folder.path),
      ...systemReadPaths(tools.devices),
      ...["/dev/null", "/dev/urandom"],
      ...engineFiles(engineFolder, spec.program),
      files.model,
      ...[files.projector, files.drafter].filter((file) => file !== undefined),
    ],
    execute: dynamicLoaders(),
    devices: tools.devices === "gpu" ? gpuDevices() : [],
    engineFolder,
    runFolder: realpathSync(spec.runFolder),
    files,
  };
}

/** The loaders of shared libraries are programs too; no other program of the system may be executed. */
function dynamicLoaders(): readonly string[] {
  return ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"].filter((file) => existsSync(file));
}
