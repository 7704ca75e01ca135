import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { Failure } from "../../protocol/failure";
import type { Devices } from "./helpers";
import type { ModelFiles } from "./launcher";

/** A system folder as it is on this machine: many distributions have links for some. */
export type LibraryFolder =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string };

const libraryPaths = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store"];

/** What the GPU drivers read; from published sandboxes, untested on real cards. */
const gpuReadPaths = [
  "/sys/dev/char",
  "/sys/devices",
  "/sys/bus/pci",
  "/sys/class/drm",
  "/sys/module/nvidia",
  "/usr/share/vulkan",
  "/etc/vulkan",
  "/usr/share/glvnd",
  "/usr/share/nvidia",
  "/usr/share/libdrm",
  "/etc/OpenCL",
  "/opt/rocm",
];

/** The model files under their real names; throws a `Failure` if one is missing or is no regular file. */
export function realModelFiles(files: ModelFiles): ModelFiles {
  return {
    model: realFile(files.model),
    ...(files.projector === undefined ? {} : { projector: realFile(files.projector) }),
    ...(files.drafter === undefined ? {} : { drafter: realFile(files.drafter) }),
  };
}

/** The program and the shared libraries beside it: not the folder, which may be somebody's home. */
export function engineFiles(engineFolder: string, program: string): readonly string[] {
  const libraries = readdirSync(engineFolder).filter((name) => /\.so(\.\d+)*$/.test(name));
  return [program, ...libraries]
    .map((name) => path.join(engineFolder, name))
    .filter((file) => existsSync(file));
}

/** Folders with the system's shared libraries. */
export function libraryFolders(): readonly LibraryFolder[] {
  return libraryPaths.filter((folder) => existsSync(folder)).map(describeFolder);
}

/** Further paths to read, those that exist: the cache of library places, the shape of the CPU, GPU drivers' files. */
export function systemReadPaths(devices: Devices): readonly string[] {
  const paths = ["/etc/ld.so.cache", "/sys/devices/system/cpu", ...(devices === "gpu" ? gpuReadPaths : [])];
  return paths.filter((file) => existsSync(file));
}

/**
 * Whether nothing of a folder, nor its name, is part of the world that the process sees. Somebody may work on /usr/lib:
 * to find it readable is then no escape.
 */
export function isPrivateFolder(folder: string, engineFolders: readonly string[]): boolean {
  if (!existsSync(folder)) return false;
  const real = realpathSync(folder);
  const isInside = (inner: string, outer: string): boolean =>
    inner === outer || inner.startsWith(outer.endsWith("/") ? outer : `${outer}/`);
  // Read-only copies of these stand under their own paths, and so do the folders above them.
  const shown = [...libraryPaths, ...gpuReadPaths, "/sys/devices/system/cpu", "/dev", "/run/gloss"];
  const seen = [...shown, "/engine", "/helpers", "/etc/ld.so.cache"];
  if (seen.some((place) => isInside(place, real) || isInside(real, place))) return false;
  return !engineFolders.some((place) => existsSync(place) && isInside(real, realpathSync(place)));
}

/** Device files of the GPUs of this machine. */
export function gpuDevices(): readonly string[] {
  const nvidia = readdirSync("/dev").filter((name) => name.startsWith("nvidia"));
  return ["dri", "kfd", ...nvidia].map((name) => path.join("/dev", name)).filter((file) => existsSync(file));
}

function describeFolder(folder: string): LibraryFolder {
  return lstatSync(folder).isSymbolicLink()
    ? { kind: "link", path: folder, target: readlinkSync(folder) }
    : { kind: "folder", path: folder };
}

function realFile(file: string): string {
  const real = existsSync(file) ? realpathSync(file) : undefined;
  if (real === undefined) throw new Failure({ kind: "modelMissing", path: file });
  if (statSync(real).isFile()) return real;
  throw new Failure({ kind: "modelUnreadable", path: file, detail: "it is not a regular file" });
}
