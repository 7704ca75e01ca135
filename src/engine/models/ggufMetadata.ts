import type { GgufCursor } from "./ggufCursor";
import { valueBytes, valueType } from "./ggufTypes";

const maxKeyBytes = 1024;
const keptTextBytes = 256;
/** llama.cpp allows 2^30, and allocates them all; the largest vocabulary known is below 2^19. */
const maxArrayElements = 1 << 24;
/** More than any model has layers. */
const maxKeptNumbers = 512;

export type GgufMetadata = ReadonlyMap<string, GgufValue>;

type GgufValue =
  /** Also fractions, infinities and no-numbers. */
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** The first 256 bytes as text. */
  | { readonly kind: "text"; readonly start: string }
  | {
      readonly kind: "array";
      readonly elementType: number;
      readonly count: number;
      /** One number or truth value (as 0 or 1) a layer; only short lists are kept. */
      readonly numbers?: readonly number[];
    }
  /** Well-formed, but of a type that nobody asks for. */
  | { readonly kind: "other" };

/** Reads `count` key-value pairs; keeps no long text and no long array, so memory stays small whatever the file claims. */
export async function readMetadata(cursor: GgufCursor, count: number): Promise<GgufMetadata> {
  const metadata = new Map<string, GgufValue>();
  for (let index = 0; index < count; index++) {
    const key = await readName(cursor, { what: "metadata key", maxBytes: maxKeyBytes });
    if (metadata.has(key)) throw cursor.bad(`its metadata has ${key} twice`);
    metadata.set(key, await readValue(cursor, key));
  }
  return metadata;
}

/** Reads a short name of printable ASCII characters. */
export async function readName(
  cursor: GgufCursor,
  { what, maxBytes }: { readonly what: string; readonly maxBytes: number },
): Promise<string> {
  await cursor.need(8);
  const length = cursor.u64();
  if (length === 0) throw cursor.bad(`a ${what} has no name`);
  if (length > maxBytes) throw cursor.bad(`a ${what} is too long (${String(length)} bytes)`);
  await cursor.need(length);
  const name = cursor.bytes(length).toString("latin1");
  if (!/^[\x20-\x7e]+$/.test(name)) throw cursor.bad(`a ${what} has characters that are not plain text`);
  return name;
}

async function readValue(cursor: GgufCursor, key: string): Promise<GgufValue> {
  await cursor.need(4);
  const type = cursor.u32();
  if (type === valueType.string) return readText(cursor);
  if (type === valueType.array) return readArray(cursor, key);
  const bytes = valueBytes[type];
  if (bytes === undefined) throw cursor.bad(`the metadata ${key} has the unknown type ${String(type)}`);
  await cursor.need(bytes);
  if (type === valueType.uint32) return { kind: "number", value: cursor.u32() };
  if (type === valueType.int32) return { kind: "number", value: cursor.u32() | 0 };
  if (type === valueType.uint64) return { kind: "number", value: cursor.u64() };
  if (type === valueType.float32) return { kind: "number", value: cursor.f32() };
  if (type === valueType.bool) return readBoolean(cursor, key);
  cursor.skip(bytes);
  return { kind: "other" };
}

function readBoolean(cursor: GgufCursor, key: string): GgufValue {
  const byte = cursor.bytes(1)[0];
  if (byte !== 0 && byte !== 1) throw cursor.bad(`the metadata ${key} is neither true nor false`);
  return { kind: "boolean", value: byte === 1 };
}

async function readText(cursor: GgufCursor): Promise<GgufValue> {
  await cursor.need(8);
  const length = cursor.u64();
  if (length > cursor.remaining) throw cursor.endedEarly();
  const kept = Math.min(length, keptTextBytes);
  await cursor.need(kept);
  const start = cursor.bytes(kept).toString("utf8");
  cursor.skip(length - kept);
  return { kind: "text", start };
}

async function readArray(cursor: GgufCursor, key: string): Promise<GgufValue> {
  await cursor.need(12);
  const elementType = cursor.u32();
  const count = cursor.u64();
  if (elementType === valueType.array) throw cursor.bad(`the metadata ${key} is a list of lists`);
  const bytes = elementType === valueType.string ? 8 : valueBytes[elementType];
  if (bytes === undefined)
    throw cursor.bad(`the metadata ${key} has the unknown type ${String(elementType)}`);
  if (count * bytes > cursor.remaining) throw cursor.endedEarly();
  if (count > maxArrayElements) throw cursor.bad(`the metadata ${key} has ${String(count)} elements`);
  if (count <= maxKeptNumbers && isCount(elementType)) {
    await cursor.need(count * bytes);
    const numbers = Array.from({ length: count }, () =>
      elementType === valueType.bool ? (cursor.bytes(1)[0] ?? 0) : cursor.u32(),
    );
    return { kind: "array", elementType, count, numbers };
  }
  if (elementType === valueType.string) await cursor.skipStrings(count);
  else cursor.skip(count * bytes);
  return { kind: "array", elementType, count };
}

function isCount(elementType: number): boolean {
  return [valueType.uint32, valueType.int32, valueType.bool].some((type) => type === elementType);
}
