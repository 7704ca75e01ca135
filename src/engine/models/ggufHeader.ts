import type { GgufCursor } from "./ggufCursor";
import { readMetadata, type GgufMetadata } from "./ggufMetadata";
import { readTensors, type TensorShapes } from "./ggufTensors";

// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
// Stricter than llama.cpp where its own checks take quadratic time; real files stay far below these.
const maxKeys = 4096;
const maxTensors = 16_384;

/** What stands before the weights. */
export interface GgufHeader {
  readonly metadata: GgufMetadata;
  readonly tensors: TensorShapes;
}

/** Reads all that stands before the weights, and checks that every tensor lies where llama.cpp will look for it. */
export async function readHeader(cursor: GgufCursor): Promise<GgufHeader> {
  await checkMagic(cursor);
  await cursor.need(24);
  cursor.skip(4);
  checkVersion(cursor);
  const tensorCount = cursor.u64();
  const keyCount = cursor.u64();
  if (tensorCount > maxTensors) throw cursor.bad(`it claims to have ${String(tensorCount)} tensors`);
  if (keyCount > maxKeys) throw cursor.bad(`it claims to have ${String(keyCount)} metadata entries`);
  const metadata = await readMetadata(cursor, keyCount);
  const alignment = alignmentOf(cursor, metadata);
  return { metadata, tensors: await readTensors(cursor, { count: tensorCount, alignment }) };
}

async function checkMagic(cursor: GgufCursor): Promise<void> {
  if (cursor.fileBytes === 0) throw cursor.bad("it is empty");
  const headBytes = Math.min(64, cursor.fileBytes);
  await cursor.need(headBytes);
  const head = cursor.peek(headBytes).toString("utf8");
  if (head.startsWith("GGUF")) return;
  if (/^\s*<(!doctype|html|\?xml)/i.test(head)) throw cursor.bad("it is a web page, not a model file");
  if (head.startsWith("version https://git-lfs"))
    throw cursor.bad("it is a Git LFS pointer, not the model itself");
  if (head.startsWith("PK\x03\x04")) throw cursor.bad("it is a ZIP archive, not a model file");
  throw cursor.bad("it is not a GGUF model file");
}

function checkVersion(cursor: GgufCursor): void {
  const version = cursor.u32();
  if (version === 2 || version === 3) return;
  if ((version & 0xffff) === 0) throw cursor.bad("it was made for computers of the other byte order");
  throw cursor.bad(`GGUF version ${String(version)} is not supported`);
}

function alignmentOf(cursor: GgufCursor, metadata: GgufMetadata): number {
  const entry = metadata.get("general.alignment");
  if (entry === undefined) return 32;
  const value = entry.kind === "number" ? entry.value : 0;
  if (value >= 1 && value <= 1 << 20 && Number.isInteger(Math.log2(value))) return value;
  throw cursor.bad("its alignment is not a power of two");
}
