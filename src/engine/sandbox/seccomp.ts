import { decide, ifAtLeast, ifEqual, load, place, verdict, type BpfInstruction } from "./bpf";
import type { Devices } from "./helpers";
import { judgedSyscalls } from "./judgedSyscalls";
import { judgement } from "./judgements";
import { deniedSyscalls, lastKnownSyscall } from "./syscalls";

/** Processors for which a filter can be written. */
export type SeccompArch = "x64" | "arm64";

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64. */
export const auditArch: Readonly<Record<SeccompArch, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 };

/** The filter of the model process: threads, files it may read and a local socket, but nothing that reaches out. */
export function seccompFilter(arch: SeccompArch, devices: Devices): readonly BpfInstruction[] {
  return [
    load(place.arch),
    ...[ifEqual(auditArch[arch], 1, 0), decide(verdict.killProcess)],
    load(place.number),
    // On x64, the numbers of the 32-bit x32 calls lie above this bound too.
    ...[ifAtLeast(lastKnownSyscall + 1, 0, 1), decide(verdict.unknownCall)],
    ...judgedSyscalls.flatMap((call) => {
      const body = judgement(call.name, devices);
      return onlyFor(call[arch], body);
    }),
    ...deniedSyscalls.flatMap((call) => onlyFor(call[arch], [decide(verdict.notPermitted)])),
    decide(verdict.allow),
  ];
}

/** `body` must end in a verdict; it is left out where the processor family has no such call. */
function onlyFor(number: number | null, body: readonly BpfInstruction[]): readonly BpfInstruction[] {
  return number === null ? [] : [ifEqual(number, 0, body.length), ...body];
}
