import { operation, type BpfInstruction } from "../../../src/engine/sandbox/bpf";

/** A system call as the kernel shows it to a filter: struct seccomp_data. */
export interface Call {
  readonly number: number;
  readonly arch: number;
  readonly args?: readonly bigint[];
}

/** Reads a program back from the bytes that the kernel takes. */
export function decode(bytes: Buffer): readonly BpfInstruction[] {
  return Array.from({ length: bytes.length / 8 }, (_, index) => ({
    code: bytes.readUInt16LE(index * 8),
    jumpTrue: bytes.readUInt8(index * 8 + 2),
    jumpFalse: bytes.readUInt8(index * 8 + 3),
    k: bytes.readUInt32LE(index * 8 + 4),
  }));
}

/** Runs the program as the kernel would, and returns its verdict. */
export function judge(program: readonly BpfInstruction[], call: Call): number {
  const data = seccompData(call);
  let accumulator = 0;
  for (let at = 0; at < program.length; at++) {
    const instruction = program[at];
    if (!instruction) break;
    const { code, jumpTrue, jumpFalse, k } = instruction;
    const jump = (isTrue: boolean): void => void (at += isTrue ? jumpTrue : jumpFalse);
    if (code === operation.return) return k;
    else if (code === operation.load) accumulator = data.readUInt32LE(k);
    else if (code === operation.and) accumulator = (accumulator & k) >>> 0;
    else if (code === operation.equal) jump(accumulator === k);
    else if (code === operation.atLeast) jump(accumulator >= k);
    else if (code === operation.anyBit) jump((accumulator & k) !== 0);
    else throw new Error(`unknown operation ${String(code)} at ${String(at)}`);
  }
  throw new Error("the program ran over its end");
}

function seccompData({ number, arch, args = [] }: Call): Buffer {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(arch, 4);
  for (const [index, value] of args.entries()) data.writeBigUInt64LE(value, 16 + 8 * index);
  return data;
}
