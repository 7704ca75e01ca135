import type { SoundLength } from "./mp3";
import { badSound, cutOffSound } from "./soundProblem";

const streamInfoAt = 8;
const streamInfoBytes = 34;

/** Reads how long a FLAC file is, and whether its last samples are there. https://xiph.org/flac/format.html */
export function readFlac(bytes: Uint8Array): SoundLength {
  if (bytes.length < streamInfoAt + streamInfoBytes) return badSound({ kind: "headerCutOff" });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blockSize = view.getUint16(streamInfoAt + 2);
  // 20 bits of rate, 3 of channels, 5 of depth, 36 of length.
  const sampleRate = view.getUint32(streamInfoAt + 10) >>> 12;
  const totalSamples = (view.getUint8(streamInfoAt + 13) & 15) * 2 ** 32 + view.getUint32(streamInfoAt + 14);
  if (sampleRate === 0) return badSound({ kind: "senseless" });
  if (totalSamples === 0) return badSound({ kind: "noLength" });
  const lastStart = lastFrameStart(bytes, blockSize);
  if (lastStart === undefined) return badSound({ kind: "noSound" });
  // The last frame may hold a full block at most: before it, more is missing than that.
  if (lastStart + blockSize < totalSamples) return cutOffSound(lastStart, totalSamples);
  return { kind: "ok", seconds: totalSamples / sampleRate, end: () => undefined };
}

/** Where the last frame of the file begins, in samples. */
function lastFrameStart(bytes: Uint8Array, blockSize: number): number | undefined {
  for (let at = bytes.length - 6; at >= streamInfoAt + streamInfoBytes; at -= 1) {
    if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xfe) !== 0xf8) continue;
    const start = frameStart(bytes.subarray(at, at + 16), blockSize);
    if (start !== undefined) return start;
  }
  return undefined;
}

/** Reads a frame header; its check sum tells it from sound that looks like one. */
function frameStart(header: Uint8Array, blockSize: number): number | undefined {
  const [, flags = 0, sizes = 0] = header;
  const number = codedNumber(header.subarray(4));
  if (!number) return undefined;
  const sizeCode = sizes >> 4;
  const rateCode = sizes & 15;
  const extra =
    (sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0) +
    (rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0);
  const length = 4 + number.bytes + extra;
  if (crc8(header.subarray(0, length)) !== header[length]) return undefined;
  const countsSamples = (flags & 1) === 1;
  return countsSamples ? number.value : number.value * blockSize;
}

/** A number written as UTF-8 writes a character, with up to 36 bits. */
function codedNumber(bytes: Uint8Array): { readonly value: number; readonly bytes: number } | undefined {
  const [first = 0] = bytes;
  if (first < 0x80) return { value: first, bytes: 1 };
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7 || bytes.length < length) return undefined;
  let value = first & (0x7f >> length);
  for (const byte of bytes.subarray(1, length)) {
    if ((byte & 0xc0) !== 0x80) return undefined;
    value = value * 64 + (byte & 0x3f);
  }
  return { value, bytes: length };
}

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : (crc << 1) & 0xff;
  }
  return crc;
}
