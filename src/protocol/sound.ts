/** Samples a second of everything that is recorded or converted: what the model was trained on. */
export const modelSampleRate = 16_000;

/** Longest sound that the model was trained on. */
export const maxSoundSeconds = 30;
