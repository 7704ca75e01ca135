// How long a person waits for the microphone, and for the request after they stopped speaking. On Linux with the sound
// server and the microphone of the tests.
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeWav } from "../src/protocol/encodeWav";
import { chatBody } from "../src/engine/chatBody";
import { recordClip } from "../src/features/voice/recordClip";
import { RecorderProcess } from "../src/features/voice/recorderProcess";
import { commandRequest } from "../src/voice/spokenCommand";

const rounds = Number(process.env["ROUNDS"] ?? 10);
const spokenMs = 3_000;

interface Round {
  /** From the press of the key to the first frame of sound. */
  readonly startMs: number;
  /** From the second press to the body of the request, ready to be written to the engine's socket. */
  readonly requestMs: number;
}

async function round(recorder: RecorderProcess): Promise<Round> {
  const pressed = performance.now();
  let firstFrame = 0;
  const recording = recordClip(recorder, {
    device: "",
    stopOnSilenceSeconds: 0,
    onOpen: () => undefined,
    onState: () => {
      firstFrame ||= performance.now();
    },
  });
  await sleep(spokenMs);
  const stopped = performance.now();
  recording.stop();
  const end = await recording.end;
  if (end.kind !== "clip" || end.broken) throw new Error("The recording broke off.");
  const bytes = encodeWav(end.samples);
  JSON.stringify(
    chatBody(commandRequest({ kind: "audio", name: "recording.wav", format: "wav", bytes }, ""), {
      serverKind: "llamaServer",
    }),
  );
  return { startMs: firstFrame - pressed, requestMs: performance.now() - stopped };
}

function figures(values: readonly number[]): { readonly medianMs: number; readonly worstMs: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
  return { medianMs: at(0.5), worstMs: at(1) };
}

async function main(): Promise<void> {
  const module = path.join(process.env["GLOSS_ROOT"] ?? process.cwd(), "dist", "recorder.js");
  const first: Round[] = [];
  const later: Round[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const recorder = new RecorderProcess(module, () => undefined);
    first.push(await round(recorder));
    later.push(await round(recorder));
    recorder.dispose();
  }
  const result = {
    rounds,
    spokenMs,
    firstRecording: figures(first.map(({ startMs }) => startMs)),
    laterRecordings: figures(later.map(({ startMs }) => startMs)),
    stopToRequest: figures([...first, ...later].map(({ requestMs }) => requestMs)),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
