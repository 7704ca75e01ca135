import { and, decide, ifAnyBit, ifEqual, load, place, verdict, type BpfInstruction } from "./bpf";
import type { Devices } from "./helpers";
import type { JudgedCall } from "./judgedSyscalls";

const cloneThread = 0x10000;
const cloneNamespaces = 0x7e020000;
const afUnix = 1;
const socketTypeMask = 0xf;
const sockStream = 1;
const createsFile = 0x40 /* O_CREAT */ | 0x400000; /* __O_TMPFILE */
const sharedAnonymous = 0x01 /* MAP_SHARED */ | 0x20; /* MAP_ANONYMOUS */
const growsDown = 0x100;

/** Terminal commands that type for the user, and commands that choose whom a signal goes to. */
const deniedIoctls = [
  0x5412 /* TIOCSTI */, 0x541c /* TIOCLINUX */, 0x8901 /* FIOSETOWN */, 0x8902 /* SIOCSPGRP */,
];
/** Commands that choose whom a signal goes to, or that watch folders. */
const deniedFcntls = [8 /* F_SETOWN */, 10 /* F_SETSIG */, 15 /* F_SETOWN_EX */, 1026 /* F_NOTIFY */];
/** Would let the process outlive the editor. */
const deniedPrctls = [1 /* PR_SET_PDEATHSIG */];

/** Instructions that judge one call by its arguments; they end in a verdict on every path. */
export function judgement(call: JudgedCall, devices: Devices): readonly BpfInstruction[] {
  switch (call) {
    case "clone3":
    case "openat2":
      // Their arguments cannot be seen; libraries then fall back to clone and openat.
      return [decide(verdict.unknownCall)];
    case "clone":
      return [
        load(place.argument(0)),
        ifAnyBit(cloneThread, 0, 1),
        ifAnyBit(cloneNamespaces, 0, 1),
        ...[decide(verdict.notPermitted), decide(verdict.allow)],
      ];
    case "socket":
      return [
        load(place.argument(0)),
        ifEqual(afUnix, 0, 3),
        // Datagram sockets could send to the sockets of other programs without connect().
        load(place.argument(1)),
        and(socketTypeMask),
        ifEqual(sockStream, 1, 0),
        ...[decide(verdict.notPermitted), decide(verdict.allow)],
      ];
    case "mmap":
      return devices === "cpu" ? judgeMapping() : [decide(verdict.allow)];
    case "open":
      return denyBits(place.argument(1), createsFile);
    case "openat":
      return denyBits(place.argument(2), createsFile);
    case "prlimit64":
      return [load(place.argument(0)), ifEqual(0, 1, 0), decide(verdict.notPermitted), decide(verdict.allow)];
    case "ioctl":
      return denyValues(place.argument(1), deniedIoctls);
    case "fcntl":
      return denyValues(place.argument(1), deniedFcntls);
    case "prctl":
      return denyValues(place.argument(0), deniedPrctls);
  }
}

/** Two kinds of memory that RLIMIT_DATA does not count. GPU drivers may need them. */
function judgeMapping(): readonly BpfInstruction[] {
  return [
    load(place.argument(3)),
    ifAnyBit(growsDown, 2, 0),
    and(sharedAnonymous),
    ifEqual(sharedAnonymous, 0, 1),
    ...[decide(verdict.notPermitted), decide(verdict.allow)],
  ];
}

function denyBits(offset: number, mask: number): readonly BpfInstruction[] {
  return [load(offset), ifAnyBit(mask, 0, 1), decide(verdict.notPermitted), decide(verdict.allow)];
}

function denyValues(offset: number, values: readonly number[]): readonly BpfInstruction[] {
  const checks = values.flatMap((value) => [ifEqual(value, 0, 1), decide(verdict.notPermitted)]);
  return [load(offset), ...checks, decide(verdict.allow)];
}
