import type { AudioFormat } from "../protocol/chat";
import type { Attachment } from "../protocol/conversation";
import { maxSoundSeconds, modelSampleRate } from "../protocol/sound";
import { encodeWav } from "../protocol/encodeWav";
import { readFlac } from "./flac";
import { monoSamples } from "./monoSamples";
import { readMp3 } from "./mp3";
import { resample } from "./resample";
import { badSound, type BadSound } from "./soundProblem";
import { readWav, type WavFormat } from "./wav";

type Sound = Extract<Attachment, { kind: "audio" }>;

/** A sound that can be sent, or why not; one that is too long may come with its beginning. */
export type SoundResult =
  | { readonly kind: "ok"; readonly sound: Sound }
  | BadSound
  | { readonly kind: "tooLong"; readonly seconds: number; readonly cut?: Sound };

/** Looks into a sound. WAV files come out as the model hears them: 16 kHz, one channel, 16 bits. */
export function soundOf(name: string, format: AudioFormat, bytes: Uint8Array): SoundResult {
  switch (format) {
    case "wav":
      return wavSound(name, bytes);
    case "mp3":
    case "flac": {
      const length = format === "mp3" ? readMp3(bytes) : readFlac(bytes);
      if (length.kind === "bad") return length;
      const sound = { kind: "audio" as const, name, format, bytes };
      if (length.seconds <= maxSoundSeconds) return { kind: "ok", sound };
      const end = length.end(maxSoundSeconds);
      return {
        kind: "tooLong",
        seconds: length.seconds,
        ...(end !== undefined && { cut: { ...sound, bytes: bytes.subarray(0, end) } }),
      };
    }
  }
}

function wavSound(name: string, bytes: Uint8Array): SoundResult {
  const wav = readWav(bytes);
  if (wav.kind === "bad") return wav;
  const { format, seconds, data } = wav;
  const longestBytes = maxSoundSeconds * format.sampleRate * format.channels * (format.bits / 8);
  const isTooLong = seconds > maxSoundSeconds;
  const converted = isPlain(format) && !isTooLong ? bytes : convert(data.subarray(0, longestBytes), format);
  if (!converted) return badSound({ kind: "noNumbers" });
  const sound: Sound = { kind: "audio", name, format: "wav", bytes: converted };
  return isTooLong ? { kind: "tooLong", seconds, cut: sound } : { kind: "ok", sound };
}

function isPlain({ encoding, bits, channels, sampleRate }: WavFormat): boolean {
  return encoding === "integer" && bits === 16 && channels === 1 && sampleRate === modelSampleRate;
}

function convert(data: Uint8Array, format: WavFormat): Uint8Array | undefined {
  const mono = monoSamples(data, format);
  if (!mono) return undefined;
  const samples = resample(mono, format.sampleRate, modelSampleRate);
  return encodeWav(
    Int16Array.from(samples, (value) => Math.round(32_767 * Math.min(1, Math.max(-1, value)))),
  );
}
