import * as z from "zod/mini";

/** What the editor asks of the recorder process. */
export const recorderRequest = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("list") }),
  /** `device` is a name from the list, or empty for the system's default. */
  z.object({ kind: z.literal("start"), device: z.string() }),
  z.object({ kind: z.literal("stop") }),
]);
export type RecorderRequest = z.infer<typeof recorderRequest>;

/** Why there is no sound: no recorder for this platform, no such device, a device that may not or cannot be opened, one that fell silent. */
const recorderFailure = z.enum(["noRecorder", "noMicrophone", "notConnected", "refused", "stalled"]);
export type RecorderFailure = z.infer<typeof recorderFailure>;

/** What the recorder process says. Between `started` and `stopped` or `failed`, and only then, a device is open. */
export const recorderEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("devices"), names: z.array(z.string()) }),
  z.object({ kind: z.literal("started"), device: z.string() }),
  /** 16-bit mono at `modelSampleRate`. */
  z.object({ kind: z.literal("frame"), samples: z.instanceof(Int16Array) }),
  z.object({ kind: z.literal("stopped") }),
  z.object({ kind: z.literal("failed"), reason: recorderFailure, detail: z.string() }),
]);
export type RecorderEvent = z.infer<typeof recorderEvent>;
