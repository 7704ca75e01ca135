/** Samples a second of everything that is recorded or converted: what the model was trained on. */
export const modelSampleRate = 16_000;

/** Longest sound that the model was trained on. */
export const maxSoundSeconds = 30;

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
