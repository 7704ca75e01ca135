import type { WavFormat } from "./wav";

type ReadSample = (view: DataView, at: number) => number;

/** Samples from -1 to 1, all channels as one; undefined where some are no numbers. */
export function monoSamples(
  data: Uint8Array,
  { encoding, bits, channels }: WavFormat,
): Float32Array | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = encoding === "float" ? readFloat(bits) : readInteger(bits);
  const bytesPerSample = bits / 8;
  const samples = new Float32Array(data.byteLength / bytesPerSample / channels);
  let at = 0;
  for (let frame = 0; frame < samples.length; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      sum += read(view, at);
      at += bytesPerSample;
    }
    if (!Number.isFinite(sum)) return undefined;
    samples[frame] = sum / channels;
  }
  return samples;
}

function readFloat(bits: number): ReadSample {
  return bits === 64 ? (view, at) => view.getFloat64(at, true) : (view, at) => view.getFloat32(at, true);
}

function readInteger(bits: number): ReadSample {
  switch (bits) {
    case 8: // the only one without a sign
      return (view, at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (view, at) => view.getInt16(at, true) / 32_768;
    case 24:
      return (view, at) => (view.getInt8(at + 2) * 65_536 + view.getUint16(at, true)) / 8_388_608;
    default:
      return (view, at) => view.getInt32(at, true) / 2_147_483_648;
  }
}
