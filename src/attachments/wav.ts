import { badSound, cutOffSound, type BadSound } from "./soundProblem";

/** How samples are written in a WAV file. */
export interface WavFormat {
  readonly encoding: "integer" | "float";
  readonly bits: number;
  readonly channels: number;
  readonly sampleRate: number;
}

/** What a WAV file holds, or why it cannot be used. */
export type WavInfo =
  | { readonly kind: "ok"; readonly format: WavFormat; readonly seconds: number; readonly data: Uint8Array }
  | BadSound;

/** From here on a length stands for "unknown": what programs write into a pipe (ffmpeg all bits, sox and espeak 2 GB). */
const unknownLength = 0x7fff_0000;

/**
 * Reads a WAV header and checks it against the bytes that are there: llama-server decodes a truncated file as far
 * as it goes, in silence. http://soundfile.sapp.org/doc/WaveFormat/
 */
export function readWav(bytes: Uint8Array): WavInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 12;
  let format: WavFormat | BadSound | undefined;
  while (at + 8 <= bytes.length) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (id === "fmt ") {
      if (length < 16 || body + 16 > bytes.length) return badSound({ kind: "headerCutOff" });
      format = readFormat(view, body, length);
    }
    if (id === "data") {
      if (format === undefined) return badSound({ kind: "noFormat" });
      if ("kind" in format) return format;
      return checkData(format, length, bytes.subarray(body));
    }
    at = body + length + (length % 2);
  }
  return badSound({ kind: "noSound" });
}

const codecs: Readonly<Record<number, string>> = {
  2: "ADPCM",
  6: "A-law",
  7: "mu-law",
  17: "IMA ADPCM",
  85: "MP3",
};

/** The format, or why it cannot be read. */
function readFormat(view: DataView, body: number, length: number): WavFormat | BadSound {
  const isExtensible = view.getUint16(body, true) === 0xfffe && length >= 26 && body + 26 <= view.byteLength;
  // The extensible form repeats the code of the encoding at the start of a longer name.
  const code = view.getUint16(isExtensible ? body + 24 : body, true);
  const channels = view.getUint16(body + 2, true);
  const sampleRate = view.getUint32(body + 4, true);
  const bytesPerFrame = view.getUint16(body + 12, true);
  const bits = view.getUint16(body + 14, true);
  if (code !== 1 && code !== 3) return badSound({ kind: "encoding", name: codecs[code] ?? String(code) });
  const isPossible = code === 3 ? bits === 32 || bits === 64 : [8, 16, 24, 32].includes(bits);
  if (!isPossible || channels === 0 || bytesPerFrame !== (channels * bits) / 8)
    return badSound({ kind: "senseless" });
  if (sampleRate < 1_000 || sampleRate > 768_000) return badSound({ kind: "senseless" });
  return { encoding: code === 3 ? "float" : "integer", bits, channels, sampleRate };
}

function checkData(format: WavFormat, length: number, rest: Uint8Array): WavInfo {
  const bytesPerFrame = (format.channels * format.bits) / 8;
  const saidBytes = length >= unknownLength ? rest.length : length;
  if (saidBytes > rest.length) return cutOffSound(rest.length, saidBytes);
  const frames = Math.floor(saidBytes / bytesPerFrame);
  if (frames === 0) return badSound({ kind: rest.length >= bytesPerFrame ? "saysNoSound" : "noSound" });
  const data = rest.subarray(0, frames * bytesPerFrame);
  return { kind: "ok", format, seconds: frames / format.sampleRate, data };
}
