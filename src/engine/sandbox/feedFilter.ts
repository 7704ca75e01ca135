import type { ChildProcess } from "node:child_process";
import { Writable } from "node:stream";
import { programBytes } from "./bpf";
import type { Devices } from "./helpers";
import { seccompFilter } from "./seccomp";

/** Descriptor from which the child reads its seccomp filter. */
export const filterFd = 3;

/** Hands the seccomp filter to a child that was spawned with a pipe as descriptor 3. */
export function feedFilter(child: ChildProcess, devices: Devices): void {
  const pipe = child.stdio[filterFd];
  if (!(pipe instanceof Writable)) return; // nothing was spawned: the "error" event says why
  pipe.on("error", () => undefined); // a child that dies early is reported by its exit
  pipe.end(programBytes(seccompFilter(process.arch === "arm64" ? "arm64" : "x64", devices)));
}
