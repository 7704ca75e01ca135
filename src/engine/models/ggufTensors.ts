import type { GgufCursor } from "./ggufCursor";
import { readName } from "./ggufMetadata";
import { tensorTypes } from "./ggufTypes";

const maxDimensions = 4;
/** llama.cpp's GGML_MAX_NAME without the closing zero. */
const maxNameBytes = 63;

/** Lengths of the dimensions of each tensor, by its name. */
export type TensorShapes = ReadonlyMap<string, readonly number[]>;

interface Tensor {
  readonly name: string;
  readonly lengths: readonly number[];
  readonly bytes: number;
  readonly offset: number;
}

/** Checks that the tensors are well-formed and follow each other without gap or overlap up to the end of the file; their shapes. */
export async function readTensors(
  cursor: GgufCursor,
  { count, alignment }: { readonly count: number; readonly alignment: number },
): Promise<TensorShapes> {
  if (count === 0) throw cursor.bad("it has no weights");
  const shapes = new Map<string, readonly number[]>();
  let expectedOffset = 0;
  let endOfLast = 0;
  for (let index = 0; index < count; index++) {
    const tensor = await readTensor(cursor);
    if (shapes.has(tensor.name)) throw cursor.bad(`it has the tensor ${tensor.name} twice`);
    shapes.set(tensor.name, tensor.lengths);
    checkOffset(cursor, tensor, expectedOffset);
    endOfLast = tensor.offset + tensor.bytes;
    expectedOffset = roundUp(endOfLast, alignment);
    if (!Number.isSafeInteger(expectedOffset)) throw cursor.bad("its tensors are larger than any file");
  }
  const totalBytes = roundUp(cursor.position, alignment) + endOfLast;
  if (totalBytes <= cursor.fileBytes) return shapes;
  const [have, want] = inSameUnit(cursor.fileBytes, totalBytes);
  throw cursor.bad(`it ended too early: ${have} of ${want}`);
}

async function readTensor(cursor: GgufCursor): Promise<Tensor> {
  const name = await readName(cursor, { what: "tensor", maxBytes: maxNameBytes });
  await cursor.need(4);
  const dimensions = cursor.u32();
  if (dimensions < 1 || dimensions > maxDimensions) {
    throw cursor.bad(`the tensor ${name} has ${String(dimensions)} dimensions`);
  }
  await cursor.need(8 * dimensions + 12);
  const lengths = Array.from({ length: dimensions }, () => cursor.u64());
  const bytes = tensorBytes(lengths, cursor.u32());
  if (typeof bytes === "string") throw cursor.bad(`the tensor ${name} ${bytes}`);
  return { name, lengths, bytes, offset: cursor.u64() };
}

/** Size in bytes, or what is wrong with the shape or type. */
function tensorBytes(lengths: readonly number[], typeId: number): number | string {
  const type = tensorTypes.get(typeId);
  if (type === undefined) return `has the unknown type ${String(typeId)}`;
  const elements = lengths.reduce((product, length) => product * length, 1);
  if (elements === 0) return "is empty";
  const rowElements = lengths[0] ?? 0;
  if (rowElements % type.blockElements !== 0) return "has rows that its type cannot hold";
  const bytes = (elements / type.blockElements) * type.blockBytes;
  if (!Number.isSafeInteger(elements) || !Number.isSafeInteger(bytes)) return "is larger than any file";
  return bytes;
}

function checkOffset(cursor: GgufCursor, tensor: Tensor, expectedOffset: number): void {
  if (tensor.offset === expectedOffset) return;
  const how = tensor.offset < expectedOffset ? "overlaps the one before" : "does not follow the one before";
  throw cursor.bad(`the tensor ${tensor.name} ${how}`);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function inSameUnit(have: number, want: number): readonly [string, string] {
  const [divisor, unit] = want >= 1e9 ? [1e9, "GB"] : want >= 1e6 ? [1e6, "MB"] : [1, "bytes"];
  const format = (bytes: number): string => (bytes / divisor).toFixed(divisor === 1 ? 0 : 1);
  const [haveText, wantText] = [format(have), format(want)];
  if (haveText === wantText) return [String(have), `${String(want)} bytes`];
  return [haveText, `${wantText} ${unit}`];
}
