import { createRequire } from "node:module";
import path from "node:path";
import type { RecorderFailure } from "../protocol/recorderContract";

/** What pvrecorder's native module offers; https://github.com/Picovoice/pvrecorder/blob/main/binding/nodejs */
interface NativeModule {
  readonly init: (frameLength: number, deviceIndex: number, bufferedFrames: number) => Opened;
  readonly start: (handle: unknown) => number;
  readonly read: (handle: unknown, frame: Int16Array) => number;
  readonly stop: (handle: unknown) => number;
  readonly delete: (handle: unknown) => void;
  readonly get_selected_device: (handle: unknown) => string;
  readonly get_available_devices: () => readonly string[] | null | undefined;
}

interface Opened {
  readonly handle: unknown;
  readonly status: number;
}

/** 16 ms: small enough that a stop is noticed at once, since a read blocks the process for as long as a frame takes. */
const frameLength = 256;
/** 3.2 s: what may pile up while this process does not get to run. */
const bufferedFrames = 200;
const success = 0;
/** Stands where the native module would say why it does not start. */
const notAMicrophone = -1;
const defaultDevice = -1;
/** What ALSA and miniaudio list besides microphones: converters, and devices that give silence. */
const notMicrophones =
  /^(NULL Capture Device|Discard all samples|Rate Converter Plugin|Plugin (for|using) |JACK Audio|Open Sound System|PulseAudio Sound Server)/i;

/** A reason why nothing can be recorded, on its way to the editor. */
export class RecorderError extends Error {
  readonly reason: RecorderFailure;

  constructor(reason: RecorderFailure, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

export interface OpenDevice {
  readonly name: string;
  /** Waits for the next frame; throws `RecorderError` when the device no longer gives any. */
  readonly read: () => Int16Array<ArrayBuffer>;
  readonly close: () => void;
}

export function deviceNames(): string[] {
  return microphones(allDevices(loadNative()));
}

/** Opens a device by its name, the system's default for an empty one. */
export function openDevice(name: string): OpenDevice {
  const native = loadNative();
  const index = name === "" ? defaultDevice : allDevices(native).indexOf(name);
  if (name !== "" && index < 0) throw whyNotOpen(native, { reason: "notConnected", detail: name });
  const { handle, status } = native.init(frameLength, index, bufferedFrames);
  if (status !== success) throw whyNotOpen(native, { reason: "refused", detail: `init ${String(status)}` });
  const selected = native.get_selected_device(handle);
  const started = notMicrophones.test(selected) ? notAMicrophone : native.start(handle);
  if (started !== success) {
    native.delete(handle);
    throw whyNotOpen(native, { reason: "refused", detail: `start ${String(started)}` });
  }
  return {
    name: selected,
    read: () => {
      const frame = new Int16Array(frameLength);
      const read = native.read(handle, frame);
      if (read !== success) throw new RecorderError("stalled", `read ${String(read)}`);
      return frame;
    },
    close: () => {
      native.stop(handle);
      native.delete(handle);
    },
  };
}

/** Only now the devices are listed, which takes longer than to open one: where there is none, that is the reason. */
function whyNotOpen(
  native: NativeModule,
  { reason, detail }: { readonly reason: RecorderFailure; readonly detail: string },
): RecorderError {
  const isAnyThere = microphones(allDevices(native)).length > 0;
  return isAnyThere ? new RecorderError(reason, detail) : new RecorderError("noMicrophone", "no devices");
}

function microphones(names: readonly string[]): string[] {
  return names.filter((name) => !notMicrophones.test(name));
}

function allDevices(native: NativeModule): readonly string[] {
  return native.get_available_devices() ?? [];
}

/** The module stands beside this bundle: only the one for this platform is packed. */
function loadNative(): NativeModule {
  try {
    return createRequire(__filename)(path.join(__dirname, "pv_recorder.node")) as NativeModule;
  } catch (error) {
    throw new RecorderError("noRecorder", error instanceof Error ? error.message : String(error));
  }
}
