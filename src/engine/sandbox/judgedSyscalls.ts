import type { SyscallNumbers } from "./syscalls";

/** Calls that are judged by their arguments. */
export type JudgedCall = (typeof judgedRows)[number][0];

const judgedRows = [
  ["clone", 56, 220],
  ["clone3", 435, 435],
  ["fcntl", 72, 25],
  ["ioctl", 16, 29],
  ["mmap", 9, 222],
  ["open", 2, null],
  ["openat", 257, 56],
  ["openat2", 437, 437],
  ["prctl", 157, 167],
  ["prlimit64", 302, 261],
  ["socket", 41, 198],
] as const;

export const judgedSyscalls: readonly (SyscallNumbers & { readonly name: JudgedCall })[] = judgedRows.map(
  ([name, x64, arm64]) => ({ name, x64, arm64 }),
);
