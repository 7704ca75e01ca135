/** One instruction of classic BPF: struct sock_filter. */
export interface BpfInstruction {
  readonly code: number;
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly k: number;
}

/** Operation codes that the filter uses. */
export const operation = {
  load: 0x20,
  and: 0x54,
  equal: 0x15,
  atLeast: 0x35,
  anyBit: 0x45,
  return: 0x06,
} as const;

/** What the kernel does with a call. */
export const verdict = {
  killProcess: 0x80000000,
  notPermitted: 0x00050001,
  unknownCall: 0x00050026,
  allow: 0x7fff0000,
} as const;

/** Places in what a filter sees of a call: struct seccomp_data. Of an argument, the low half. */
export const place = { number: 0, arch: 4, argument: (index: number) => 16 + 8 * index } as const;

/** The program as the bytes that the kernel takes: struct sock_filter[], little-endian. */
export function programBytes(program: readonly BpfInstruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, { code, jumpTrue, jumpFalse, k }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jumpTrue, index * 8 + 2);
    bytes.writeUInt8(jumpFalse, index * 8 + 3);
    bytes.writeUInt32LE(k, index * 8 + 4);
  }
  return bytes;
}

export function load(offset: number): BpfInstruction {
  return { code: operation.load, jumpTrue: 0, jumpFalse: 0, k: offset };
}

export function and(mask: number): BpfInstruction {
  return { code: operation.and, jumpTrue: 0, jumpFalse: 0, k: mask };
}

/** Ends the program. */
export function decide(k: number): BpfInstruction {
  return { code: operation.return, jumpTrue: 0, jumpFalse: 0, k };
}

/** Skips `jumpTrue` or `jumpFalse` instructions. */
export function ifEqual(k: number, jumpTrue: number, jumpFalse: number): BpfInstruction {
  return { code: operation.equal, jumpTrue, jumpFalse, k };
}

export function ifAtLeast(k: number, jumpTrue: number, jumpFalse: number): BpfInstruction {
  return { code: operation.atLeast, jumpTrue, jumpFalse, k };
}

export function ifAnyBit(k: number, jumpTrue: number, jumpFalse: number): BpfInstruction {
  return { code: operation.anyBit, jumpTrue, jumpFalse, k };
}
