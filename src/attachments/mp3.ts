import { badSound, cutOffSound, type BadSound } from "./soundProblem";

/** How long a compressed sound is, or why it cannot be used. */
export type SoundLength =
  | { readonly kind: "ok"; readonly seconds: number; readonly end: (seconds: number) => number | undefined }
  | BadSound;

// http://www.mp3-tech.org/programmer/frame_header.html; rows by MPEG version and layer, in kbit/s.
const bitrates = {
  v1l1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  v1l2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v1l3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2l1: [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  v2l23: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const sampleRates = [44_100, 48_000, 32_000];
/** Garbage that is skipped in search of the next frame. */
const maxGapBytes = 4096;

interface Frame {
  readonly bytes: number;
  readonly seconds: number;
}

/** Walks an MP3 file frame by frame: its header does not say how long it is. */
export function readMp3(bytes: Uint8Array): SoundLength {
  const ends: { readonly at: number; readonly seconds: number }[] = [];
  let at = tagLength(bytes);
  let gap = 0;
  let seconds = 0;
  let isCut = false;
  const promised = promisedFrames(bytes, at);
  while (at + 4 <= bytes.length && gap < maxGapBytes) {
    const frame = readFrame(bytes, at);
    if (!frame) {
      at += 1;
      gap += 1;
      continue;
    }
    if (at + frame.bytes > bytes.length) {
      isCut = true;
      break;
    }
    at += frame.bytes;
    seconds += frame.seconds;
    gap = 0;
    ends.push({ at, seconds });
  }
  if (ends.length === 0) return badSound({ kind: "noSound" });
  // Encoders write how many frames there are into the first; without it, half a frame at the end is the only sign.
  if (promised !== undefined && ends.length < promised) return cutOffSound(ends.length, promised);
  if (isCut && promised === undefined) return badSound({ kind: "cutOff" });
  return {
    kind: "ok",
    seconds,
    end: (limit) => ends.findLast((frame) => frame.seconds <= limit)?.at,
  };
}

/** The ID3 tag before the sound. */
function tagLength(bytes: Uint8Array): number {
  if (String.fromCharCode(...bytes.subarray(0, 3)) !== "ID3" || bytes.length < 10) return 0;
  return 10 + bytes.subarray(6, 10).reduce((size, byte) => size * 128 + (byte & 0x7f), 0);
}

function readFrame(bytes: Uint8Array, at: number): Frame | undefined {
  const [sync = 0, kind = 0, rates = 0] = bytes.subarray(at, at + 3);
  if (sync !== 0xff || (kind & 0xe0) !== 0xe0) return undefined;
  const version = (kind >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = 4 - ((kind >> 1) & 3);
  if (version === 1 || layer === 4) return undefined;
  const isV1 = version === 3;
  const kbits = bitratesOf(isV1, layer)[((rates >> 4) & 15) - 1];
  const fullRate = sampleRates[(rates >> 2) & 3];
  if (kbits === undefined || fullRate === undefined) return undefined;
  const sampleRate = fullRate / (isV1 ? 1 : version === 2 ? 2 : 4);
  const samples = layer === 1 ? 384 : layer === 3 && !isV1 ? 576 : 1152;
  const padding = (rates >> 1) & 1;
  const length =
    layer === 1
      ? (Math.floor((12_000 * kbits) / sampleRate) + padding) * 4
      : Math.floor((samples * 125 * kbits) / sampleRate) + padding;
  return { bytes: length, seconds: samples / sampleRate };
}

function bitratesOf(isV1: boolean, layer: number): readonly number[] {
  if (isV1) return [bitrates.v1l1, bitrates.v1l2, bitrates.v1l3][layer - 1] ?? [];
  return layer === 1 ? bitrates.v2l1 : bitrates.v2l23;
}

/** How many frames the first one promises (the "Xing" or "Info" block of encoders), itself included. */
function promisedFrames(bytes: Uint8Array, at: number): number | undefined {
  const frame = readFrame(bytes, at);
  if (!frame) return undefined;
  const text = String.fromCharCode(...bytes.subarray(at, at + Math.min(200, frame.bytes)));
  const mark = /Xing|Info/.exec(text);
  if (!mark) return undefined;
  const block = at + mark.index;
  if (block + 12 > bytes.length || ((bytes[block + 7] ?? 0) & 1) === 0) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(block + 8) + 1;
}
