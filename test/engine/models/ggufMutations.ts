/** A file with one thing wrong: its header, and how much of the file is there. */
export interface Mutation {
  readonly kind: string;
  readonly header: Buffer;
  readonly fileBytes: number;
}

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const extremes = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0xffffn,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** Spoils a file in one of seven ways; half of the places are in the tensor table, where sizes and offsets stand. */
export function mutate(header: Buffer, fileBytes: number, random: () => number): Mutation {
  const below = (limit: number): number => Math.floor(random() * limit);
  const tensorTable = header.length - Math.min(4096, header.length >> 1);
  const place = (bytes: number): number =>
    random() < 0.5 ? below(header.length - bytes) : tensorTable + below(header.length - tensorTable - bytes);
  const copy = Buffer.from(header);
  switch (below(7)) {
    case 0:
      for (let flips = 1 + below(3); flips > 0; flips--) flipBit(copy, place(1), below(8));
      return { kind: "bit flips", header: copy, fileBytes };
    case 1:
      for (let at = place(16), left = 1 + below(16); left > 0; left--) copy[at++] = below(256);
      return { kind: "noise", header: copy, fileBytes };
    case 2:
      copy.writeBigUInt64LE(extremes[below(extremes.length)] ?? 0n, place(8));
      return { kind: "extreme number", header: copy, fileBytes };
    case 3:
      copy.writeBigUInt64LE(extremes[below(extremes.length)] ?? 0n, random() < 0.5 ? 8 : 16);
      return { kind: "extreme count", header: copy, fileBytes };
    case 4: // an offset, a length or a name taken from elsewhere: overlaps, gaps, cycles, duplicates
      header.copy(copy, place(8), ...slice(place(8), 8));
      return { kind: "copied number", header: copy, fileBytes };
    case 5:
      shift(copy, place(32), 1 + below(16), random() < 0.5);
      return { kind: "shift", header: copy, fileBytes };
    default:
      return {
        kind: "truncation",
        header: copy,
        fileBytes: random() < 0.5 ? below(header.length) : below(fileBytes),
      };
  }
}

function flipBit(bytes: Buffer, at: number, bit: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
}

/** Inserts or removes some bytes; what follows moves. */
function shift(bytes: Buffer, at: number, distance: number, isInsertion: boolean): void {
  if (isInsertion) bytes.copyWithin(at + distance, at);
  else bytes.copyWithin(at, at + distance);
}

function slice(at: number, length: number): [number, number] {
  return [at, at + length];
}
