import { availableParallelism } from "node:os";
import path from "node:path";
import type { LaunchSpec } from "./launcher";

/** Locks itself and becomes the program: engine/launcher.c. */
export const launcherName = "gloss-launcher";

/** Tries what an attacker would try: engine/probe.c. */
export const probeName = "gloss-probe";

/** "cpu" keeps the GPU's drivers, a large attack surface, out of reach. */
export type Devices = "cpu" | "gpu";

export interface SandboxTools {
  /** Folder of `gloss-launcher` and `gloss-probe`. */
  readonly helperFolder: string;
  readonly devices: Devices;
}

/** Threads that the model process may have: llama.cpp's own, and those of its web server, which grow with the cores. */
export function maxThreads(): number {
  return 128 + 8 * availableParallelism();
}

/** Where the program of `spec` lies, given where its process sees the engine and the helpers. */
export function programPath(
  spec: LaunchSpec,
  seen: { readonly engine: string; readonly helpers: string },
): string {
  return path.posix.join(spec.program === probeName ? seen.helpers : seen.engine, spec.program);
}

/** Environment of the child, built from nothing. */
export function childEnvironment(spec: LaunchSpec): Record<string, string> {
  return {
    PATH: "/nonexistent",
    HOME: "/nonexistent",
    LANG: "C.UTF-8",
    ...spec.env,
  };
}

/** Where to find shared libraries, as options of `gloss-launcher`: it is not to load them from there itself. */
export function libraryOptions(seenEngine: string): readonly string[] {
  return ["--library-path", seenEngine]; // without /proc, $ORIGIN means nothing
}

/** Limits as options of `gloss-launcher`. */
export function limitOptions(spec: LaunchSpec, devices: Devices): readonly string[] {
  return [
    // No data on disk, only sockets; GPU drivers keep their caches in memory files, which count as files.
    ...(devices === "cpu" ? ["--max-file", "0"] : ["--max-file", String(256 * 1024 * 1024)]),
    ...["--max-descriptors", "512"],
    ...(spec.memoryBytes === undefined ? [] : ["--max-memory", String(spec.memoryBytes)]),
  ];
}
