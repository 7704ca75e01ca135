import { spawn } from "node:child_process";
import path from "node:path";
import {
  engineFiles,
  gpuDevices,
  libraryFolders,
  realModelFiles,
  systemReadPaths,
  type LibraryFolder,
} from "./boundFiles";
import { feedFilter, filterFd } from "./feedFilter";
import {
  childEnvironment,
  launcherName,
  libraryOptions,
  limitOptions,
  maxThreads,
  probeName,
  programPath,
  type SandboxTools,
} from "./helpers";
import type { InsidePaths, Launcher, LaunchSpec, ModelFiles } from "./launcher";

/** Paths in the world that the process sees. */
const seen = {
  engine: "/engine",
  helpers: "/helpers",
  model: "/model.gguf",
  projector: "/projector.gguf",
  drafter: "/drafter.gguf",
  run: "/run/gloss",
};

/** What this machine has, found before the arguments are built. */
export interface Binds {
  readonly libraries: readonly LibraryFolder[];
  readonly engine: readonly string[];
  readonly system: readonly string[];
  readonly devices: readonly string[];
  readonly files: ModelFiles;
}

/** Linux: namespaces by bubblewrap, then limits and a seccomp filter by gloss-launcher. */
export function bubblewrapLauncher(tools: SandboxTools, bwrapPath: string): Launcher {
  return {
    name: "bubblewrap",
    level: "bubblewrap",
    launch(spec) {
      const binds: Binds = {
        libraries: libraryFolders(),
        engine: engineFiles(spec.engineFolder, spec.program),
        system: systemReadPaths(tools.devices),
        devices: tools.devices === "gpu" ? gpuDevices() : [],
        files: realModelFiles(spec.files),
      };
      // Not --clearenv: what bwrap itself gets stays readable inside, in its own init process.
      const env = childEnvironment(spec);
      const child = spawn(bwrapPath, bubblewrapArgs(spec, tools, binds), {
        stdio: ["ignore", "pipe", "pipe", "pipe"],
        env,
        cwd: "/",
      });
      feedFilter(child, tools.devices);
      return child;
    },
  };
}

/** The whole command line of bwrap for one launch. */
export function bubblewrapArgs(spec: LaunchSpec, tools: SandboxTools, binds: Binds): readonly string[] {
  const inside: InsidePaths = {
    model: seen.model,
    ...(binds.files.projector === undefined ? {} : { projector: seen.projector }),
    ...(binds.files.drafter === undefined ? {} : { drafter: seen.drafter }),
    runFolder: seen.run,
  };
  return [
    ...[
      "--unshare-user",
      "--unshare-net",
      "--unshare-pid",
      "--unshare-ipc",
      "--unshare-uts",
      "--unshare-cgroup-try",
    ],
    ...["--uid", "65534", "--gid", "65534", "--hostname", "gloss", "--cap-drop", "ALL"],
    ...["--die-with-parent", "--new-session"],
    ...binds.libraries.flatMap((folder) =>
      folder.kind === "link"
        ? ["--symlink", folder.target, folder.path]
        : ["--ro-bind", folder.path, folder.path],
    ),
    ...["--dev", "/dev"], // before the devices that go into it
    ...binds.system.flatMap((file) => ["--ro-bind", file, file]),
    ...binds.devices.flatMap((file) => ["--dev-bind", file, file]),
    ...(tools.devices === "gpu" ? ["--proc", "/proc"] : []), // drivers look for themselves there
    ...binds.engine.flatMap((file) => ["--ro-bind", file, path.posix.join(seen.engine, path.basename(file))]),
    ...[launcherName, probeName].flatMap((name) => [
      ...["--ro-bind-try", path.join(tools.helperFolder, name), path.posix.join(seen.helpers, name)],
    ]),
    ...["--ro-bind", binds.files.model, seen.model],
    ...(binds.files.projector === undefined ? [] : ["--ro-bind", binds.files.projector, seen.projector]),
    ...(binds.files.drafter === undefined ? [] : ["--ro-bind", binds.files.drafter, seen.drafter]),
    ...["--bind", spec.runFolder, seen.run],
    // Else the private root and /dev/shm could be written.
    ...["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", seen.engine, "--"],
    path.posix.join(seen.helpers, launcherName),
    ...libraryOptions(seen.engine),
    ...limitOptions(spec, tools.devices),
    ...["--max-threads", String(maxThreads()), "--seccomp", String(filterFd), "--"],
    programPath(spec, seen),
    ...spec.args(inside),
  ];
}
