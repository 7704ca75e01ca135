/** What a WAV file holds, or in one sentence why it cannot be used. */
export type WavInfo =
  | { readonly kind: "ok"; readonly seconds: number; readonly sampleRate: number; readonly channels: number }
  | { readonly kind: "bad"; readonly problem: string };

/**
 * Reads a WAV header and checks it against the bytes that are there: llama-server decodes a truncated file as far
 * as it goes, in silence. http://soundfile.sapp.org/doc/WaveFormat/
 */
export function readWav(bytes: Uint8Array): WavInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 12;
  let format: { sampleRate: number; channels: number; bytesPerFrame: number } | undefined;
  while (at + 8 <= bytes.length) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (id === "fmt ") {
      if (length < 16 || body + 16 > bytes.length) return bad("its format block is cut off");
      format = {
        channels: view.getUint16(body + 2, true),
        sampleRate: view.getUint32(body + 4, true),
        bytesPerFrame: view.getUint16(body + 12, true),
      };
    }
    if (id === "data") return checkData(format, length, bytes.length - body);
    at = body + length + (length % 2);
  }
  return bad("it holds no sound");
}

function checkData(
  format: { sampleRate: number; channels: number; bytesPerFrame: number } | undefined,
  length: number,
  available: number,
): WavInfo {
  if (!format) return bad("it says nothing of its format");
  const { sampleRate, channels, bytesPerFrame } = format;
  if (sampleRate === 0 || channels === 0 || bytesPerFrame === 0) return bad("its format makes no sense");
  if (length === 0) return bad("it holds no sound");
  if (length > available) {
    const percent = Math.floor((100 * available) / length);
    return bad(`it is cut off (${String(percent)} % of its sound is there)`);
  }
  return { kind: "ok", seconds: length / bytesPerFrame / sampleRate, sampleRate, channels };
}

function bad(problem: string): WavInfo {
  return { kind: "bad", problem };
}
