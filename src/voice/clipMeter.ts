import { maxSoundSeconds, modelSampleRate, type ClipState } from "../protocol/sound";

/** Only zeros for so long: something is wrong, and it is said while it can still be put right. */
const deadAfterSeconds = 1.5;

/** True once it is clear that no sound arrives at all. */
export function givesNothing({ isDead, seconds }: ClipState): boolean {
  return isDead && seconds > deadAfterSeconds;
}

/** Whole seconds until the recording is as long as a model can hear. */
export function secondsLeft({ seconds }: ClipState): number {
  return Math.max(0, Math.ceil(maxSoundSeconds - seconds));
}

/** Below this a microphone is heard, not a person: about -50 dB. */
const quietRms = 100;
/** Nothing shorter is a word: a key that clicks, or the sound that says that the recording has begun. */
const shortestSpeechSeconds = 0.15;
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
  #loudSamples = 0;

  push(frame: Int16Array): ClipState {
    const rms = rootMeanSquare(frame);
    this.#samples += frame.length;
    this.#level = levelOf(rms);
    if (rms > 0) this.#isDead = false;
    const isLoud = rms > Math.max(quietRms, this.#noiseRms * speechToNoise);
    this.#loudSamples = isLoud ? this.#loudSamples + frame.length : 0;
    if (this.#loudSamples >= shortestSpeechSeconds * modelSampleRate) {
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
