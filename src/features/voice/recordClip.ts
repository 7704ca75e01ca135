import { maxSoundSeconds, modelSampleRate, type ClipState } from "../../protocol/sound";
import { ClipMeter } from "../../voice/clipMeter";
import type { RecorderProcess, RecordingError } from "./recorderProcess";

/** How a recording ended. */
export type ClipEnd =
  | { readonly kind: "discarded" }
  | {
      readonly kind: "clip";
      readonly samples: Int16Array;
      readonly state: ClipState;
      /** Set where it broke off by itself: what there is may not be all that was said. */
      readonly broken?: RecordingError;
    };

export interface ClipOptions {
  /** Name of the microphone; empty for the system's default. */
  readonly device: string;
  /** Silence after speech that ends the recording, in seconds; 0 never does. */
  readonly stopOnSilenceSeconds: number;
  /** Told of the device once, as soon as it is open, and of each frame after that. */
  readonly onOpen: (device: string, state: ClipState) => void;
  readonly onState: (state: ClipState) => void;
}

/** One recording from its first frame to its end; `stop`, `discard` and `hold` may be called at any time. */
export interface ClipRecording {
  readonly end: Promise<ClipEnd>;
  readonly stop: () => void;
  /** From now on silence does not end it: a key or a button is held. */
  readonly hold: () => void;
  readonly discard: () => void;
}

/** Records until it is stopped, discarded, silent, or as long as a model can hear; rejects if no device opens. */
export function recordClip(recorder: RecorderProcess, options: ClipOptions): ClipRecording {
  const frames: Int16Array[] = [];
  const meter = new ClipMeter();
  let resolveEnd: (how: HowEnded) => void = () => undefined;
  const ended = new Promise<HowEnded>((resolve) => (resolveEnd = resolve));
  const stop = (): void => resolveEnd({ isKept: true });
  let { stopOnSilenceSeconds } = options;

  const run = async (): Promise<ClipEnd> => {
    let isShown = false;
    const open = await recorder.record(options.device, {
      onFrame: (samples) => {
        frames.push(samples);
        const state = meter.push(samples);
        if (isShown) options.onState(state);
        if (isOver(state, stopOnSilenceSeconds)) stop();
      },
      onBroken: (broken) => resolveEnd({ isKept: true, broken }),
    });
    try {
      options.onOpen(open.device, meter.state);
      isShown = true;
      await ended;
    } finally {
      await open.stop();
    }
    const { isKept, broken } = await ended;
    if (!isKept) return { kind: "discarded" };
    return { kind: "clip", samples: joined(frames), state: meter.state, ...(broken && { broken }) };
  };
  return {
    end: run(),
    stop,
    discard: () => resolveEnd({ isKept: false }),
    hold: () => (stopOnSilenceSeconds = 0),
  };
}

interface HowEnded {
  readonly isKept: boolean;
  readonly broken?: RecordingError;
}

function isOver({ seconds, hasSpeech, silentSeconds }: ClipState, stopOnSilenceSeconds: number): boolean {
  if (seconds >= maxSoundSeconds) return true;
  return stopOnSilenceSeconds > 0 && hasSpeech && silentSeconds >= stopOnSilenceSeconds;
}

/** All frames as one, at most as long as a model can hear. */
function joined(frames: readonly Int16Array[]): Int16Array {
  const length = frames.reduce((sum, frame) => sum + frame.length, 0);
  const samples = new Int16Array(length);
  let at = 0;
  for (const frame of frames) {
    samples.set(frame, at);
    at += frame.length;
  }
  return samples.subarray(0, maxSoundSeconds * modelSampleRate);
}
