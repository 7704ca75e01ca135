import { deniedSyscalls, judgedSyscalls, lastKnownSyscall, type JudgedCall } from "./syscalls";

/** Processors for which a filter can be written. */
export type SeccompArch = "x64" | "arm64";

/** One instruction of classic BPF: struct sock_filter. */
export interface BpfInstruction {
  readonly code: number;
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly k: number;
}

/** Operation codes that the filter uses. */
export const bpf = { load: 0x20, and: 0x54, equal: 0x15, atLeast: 0x35, anyBit: 0x45, return: 0x06 } as const;

/** What the kernel does with a call. */
export const verdict = {
  killProcess: 0x80000000,
  notPermitted: 0x00050001,
  unknownCall: 0x00050026,
  allow: 0x7fff0000,
};

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64. */
export const auditArch: Readonly<Record<SeccompArch, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 };

const offsetOf = { number: 0, arch: 4, argument: (index: number) => 16 + 8 * index } as const;
const cloneThread = 0x10000;
const cloneNamespaces = 0x7e020000;
const afUnix = 1;
const socketTypeMask = 0xf;
const sockStream = 1;

const judgedCalls: readonly JudgedCall[] = [
  "clone",
  "clone3",
  "fcntl",
  "ioctl",
  "prctl",
  "prlimit64",
  "socket",
];

/** Terminal commands that type for the user, and commands that choose whom a signal goes to. */
const deniedIoctls = [
  0x5412 /* TIOCSTI */, 0x541c /* TIOCLINUX */, 0x8901 /* FIOSETOWN */, 0x8902 /* SIOCSPGRP */,
];
/** Commands that choose whom a signal goes to, or that watch folders. */
const deniedFcntls = [8 /* F_SETOWN */, 10 /* F_SETSIG */, 15 /* F_SETOWN_EX */, 1026 /* F_NOTIFY */];
/** Would let the process outlive the editor. */
const deniedPrctls = [1 /* PR_SET_PDEATHSIG */];

/** The filter of the model process: threads and listening on local sockets, but nothing that reaches out. */
export function seccompFilter(arch: SeccompArch): readonly BpfInstruction[] {
  const program: BpfInstruction[] = [
    load(offsetOf.arch),
    ifEqual(auditArch[arch], 1, 0),
    ret(verdict.killProcess),
    load(offsetOf.number),
  ];
  // On x64, the numbers of the 32-bit x32 calls lie above this bound too.
  program.push(ifAtLeast(lastKnownSyscall + 1, 0, 1), ret(verdict.unknownCall));
  for (const call of judgedCalls) {
    const body = judgement(call);
    program.push(ifEqual(judgedSyscalls[call][arch], 0, body.length), ...body);
  }
  for (const call of deniedSyscalls) {
    const number = call[arch];
    if (number !== null) program.push(ifEqual(number, 0, 1), ret(verdict.notPermitted));
  }
  program.push(ret(verdict.allow));
  return program;
}

/** The filter as the bytes that the kernel takes: struct sock_filter[], little-endian. */
export function filterBytes(program: readonly BpfInstruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, { code, jumpTrue, jumpFalse, k }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jumpTrue, index * 8 + 2);
    bytes.writeUInt8(jumpFalse, index * 8 + 3);
    bytes.writeUInt32LE(k, index * 8 + 4);
  }
  return bytes;
}

/** Ends in a verdict on every path. */
function judgement(call: JudgedCall): readonly BpfInstruction[] {
  switch (call) {
    case "clone3":
      return [ret(verdict.unknownCall)]; // its arguments cannot be seen; glibc then falls back to clone
    case "clone":
      return [
        load(offsetOf.argument(0)),
        ifAnyBit(cloneThread, 0, 1),
        ifAnyBit(cloneNamespaces, 0, 1),
        ret(verdict.notPermitted),
        ret(verdict.allow),
      ];
    case "socket":
      return [
        load(offsetOf.argument(0)),
        ifEqual(afUnix, 0, 3),
        // Datagram sockets could send to the sockets of other programs without connect().
        load(offsetOf.argument(1)),
        and(socketTypeMask),
        ifEqual(sockStream, 1, 0),
        ret(verdict.notPermitted),
        ret(verdict.allow),
      ];
    case "prlimit64":
      return [load(offsetOf.argument(0)), ifEqual(0, 1, 0), ret(verdict.notPermitted), ret(verdict.allow)];
    case "ioctl":
      return denyValues(offsetOf.argument(1), deniedIoctls);
    case "fcntl":
      return denyValues(offsetOf.argument(1), deniedFcntls);
    case "prctl":
      return denyValues(offsetOf.argument(0), deniedPrctls);
  }
}

function denyValues(offset: number, values: readonly number[]): readonly BpfInstruction[] {
  const checks = values.flatMap((value) => [ifEqual(value, 0, 1), ret(verdict.notPermitted)]);
  return [load(offset), ...checks, ret(verdict.allow)];
}

function load(k: number): BpfInstruction {
  return { code: bpf.load, jumpTrue: 0, jumpFalse: 0, k };
}

function and(k: number): BpfInstruction {
  return { code: bpf.and, jumpTrue: 0, jumpFalse: 0, k };
}

function ret(k: number): BpfInstruction {
  return { code: bpf.return, jumpTrue: 0, jumpFalse: 0, k };
}

function ifEqual(k: number, jumpTrue: number, jumpFalse: number): BpfInstruction {
  return { code: bpf.equal, jumpTrue, jumpFalse, k };
}

function ifAtLeast(k: number, jumpTrue: number, jumpFalse: number): BpfInstruction {
  return { code: bpf.atLeast, jumpTrue, jumpFalse, k };
}

function ifAnyBit(k: number, jumpTrue: number, jumpFalse: number): BpfInstruction {
  return { code: bpf.anyBit, jumpTrue, jumpFalse, k };
}
