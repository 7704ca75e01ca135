import { modelSampleRate } from "./sound";

const headerBytes = 44;

/** A WAV file of 16-bit mono sound at the model's rate. */
export function encodeWav(samples: Int16Array): Uint8Array {
  const dataBytes = samples.length * 2;
  const bytes = new Uint8Array(headerBytes + dataBytes);
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string): void => {
    for (let i = 0; i < letters.length; i += 1) view.setUint8(at + i, letters.charCodeAt(i));
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, modelSampleRate, true);
  view.setUint32(28, modelSampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  // As it lies in memory, at once: half a minute of samples one by one takes a tenth of a second. All platforms of the
  // editor put the low byte first, as the file does.
  bytes.set(new Uint8Array(samples.buffer, samples.byteOffset, dataBytes), headerBytes);
  return bytes;
}
