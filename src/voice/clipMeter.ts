import { modelSampleRate } from "../protocol/sound";

/** What a recording has so far, in seconds; `level` is from 0 to 1 on a scale that follows hearing. */
export interface ClipState {
  readonly seconds: number;
  readonly level: number;
  /** Nothing but zeros has come: the device is muted, or may not be listened to. */
  readonly isDead: boolean;
  readonly hasSpeech: boolean;
  /** Silence at the end, since the last word. */
  readonly silentSeconds: number;
}

/** Below this a microphone is heard, not a person: about -50 dB. */
const quietRms = 100;
/** A person is this much louder than the room. */
const speechToNoise = 3;
/** A room is learnt as quickly as it gets quieter, and slowly as it gets louder. */
const noiseRise = 1.01;
const dbRange = 60;

/** Follows a recording frame by frame: how loud it is, and whether somebody speaks. */
export class ClipMeter {
  #samples = 0;
  #level = 0;
  #noiseRms = quietRms;
  #isDead = true;
  #hasSpeech = false;
  #lastSpeechAt = 0;

  push(frame: Int16Array): ClipState {
    const rms = rootMeanSquare(frame);
    this.#samples += frame.length;
    this.#level = levelOf(rms);
    if (rms > 0) this.#isDead = false;
    if (rms > Math.max(quietRms, this.#noiseRms * speechToNoise)) {
      this.#hasSpeech = true;
      this.#lastSpeechAt = this.#samples;
    }
    this.#noiseRms = Math.max(1, Math.min(rms, this.#noiseRms * noiseRise));
    return this.state;
  }

  get state(): ClipState {
    return {
      seconds: this.#samples / modelSampleRate,
      level: this.#level,
      isDead: this.#isDead,
      hasSpeech: this.#hasSpeech,
      silentSeconds: (this.#samples - this.#lastSpeechAt) / modelSampleRate,
    };
  }
}

function rootMeanSquare(frame: Int16Array): number {
  if (frame.length === 0) return 0;
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return Math.sqrt(sum / frame.length);
}

function levelOf(rms: number): number {
  if (rms < 1) return 0;
  const db = 20 * Math.log10(rms / 32_768);
  return Math.min(1, Math.max(0, 1 + db / dbRange));
}
