import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { recordClip, type ClipEnd, type ClipRecording } from "../../../src/features/voice/recordClip";
import { RecorderProcess, RecordingError } from "../../../src/features/voice/recorderProcess";
import type { ClipState } from "../../../src/protocol/sound";
import { root } from "../../support/paths";

const module = path.join(root, "dist", "recorder.js");

/** Runs a program of the sound server to its end. */
async function run(program: string, ...args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: "ignore" });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  assert.equal(code, 0, `${program} ${args.join(" ")}`);
}

const speak = (text: string): Promise<void> =>
  run("sh", "-c", 'espeak-ng --stdout "$1" | paplay --device=fakesink', "sh", text);

async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RecordingError) return error.reason;
    throw error;
  }
  throw new Error("It should have failed.");
}

function clipOf(end: ClipEnd): Extract<ClipEnd, { kind: "clip" }> {
  assert.equal(end.kind, "clip");
  return end;
}

describe("recorder", function () {
  let recorder = new RecorderProcess(module, () => undefined);

  /** Starts a recording; `opened` resolves with its first frame. */
  function record(
    stopOnSilenceSeconds: number,
    device = "",
  ): ClipRecording & { readonly opened: Promise<ClipState> } {
    let onState: (state: ClipState) => void = () => undefined;
    const opened = new Promise<ClipState>((resolve) => (onState = resolve));
    const recording = recordClip(recorder, {
      device,
      stopOnSilenceSeconds,
      onOpen: () => undefined,
      onState: (state) => onState(state),
    });
    return { ...recording, opened };
  }

  before(function () {
    if (process.env["PULSE_SERVER"] === undefined) this.skip();
  });
  beforeEach(() => {
    recorder = new RecorderProcess(module, () => undefined);
  });
  afterEach(() => recorder.dispose());

  it("lists the microphones", async () => {
    assert.ok((await recorder.devices()).includes("FakeMicrophone"));
  });

  it("records what is said, and ends when it is quiet again", async () => {
    const recording = record(1);
    await recording.opened;
    await speak("go to line twelve");
    const { samples, state, broken } = clipOf(await recording.end);
    assert.equal(broken, undefined);
    assert.ok(state.hasSpeech && state.silentSeconds >= 1);
    assert.ok(state.seconds < 8, `${String(state.seconds)} s`);
    assert.ok(samples.some((sample) => Math.abs(sample) > 2000));
  });

  it("gives what was said when it is stopped, and nothing when it is discarded", async () => {
    const first = record(0);
    await first.opened;
    await speak("hello");
    first.stop();
    assert.ok(clipOf(await first.end).state.hasSpeech);
    const second = record(0);
    await second.opened;
    second.discard();
    assert.deepEqual(await second.end, { kind: "discarded" });
  });

  it("ends by itself at 30 s", async () => {
    const { samples } = clipOf(await record(0).end);
    assert.equal(samples.length, 30 * 16_000);
  }).timeout(60_000);

  it("tells a microphone that gives nothing from a quiet room", async () => {
    const recording = record(0);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    recording.stop();
    assert.equal(clipOf(await recording.end).state.isDead, true);
  });

  it("keeps what was said when its process is killed, and records again", async () => {
    const recording = record(0);
    await recording.opened;
    await speak("hello");
    process.kill(recorder.processId ?? 0, "SIGKILL");
    const { state, broken } = clipOf(await recording.end);
    assert.equal(broken?.reason, "crashed");
    assert.ok(state.hasSpeech);
    const next = record(0);
    await next.opened;
    next.stop();
    assert.equal(clipOf(await next.end).broken, undefined);
  });

  it("keeps what was said when the device falls silent for good, and records again", async () => {
    const recording = record(0);
    await recording.opened;
    await run("pactl", "suspend-source", "fakemic", "1");
    const { broken } = clipOf(await recording.end);
    await run("pactl", "suspend-source", "fakemic", "0");
    assert.equal(broken?.reason, "stalled");
    const next = record(0);
    await next.opened;
    next.stop();
    assert.equal(clipOf(await next.end).broken, undefined);
  });

  it("keeps what was said when the device is pulled out, and records again", async () => {
    const devices = (await listed("modules")).filter(([, name = ""]) => /null-sink|remap-source/.test(name));
    const recording = record(0);
    await recording.opened;
    await speak("hello");
    // The microphone hears this sink, and goes with it.
    await run("pactl", "unload-module", "module-null-sink");
    const { broken, state } = clipOf(await recording.end);
    for (const [, name = "", args = ""] of devices)
      await run("pactl", "load-module", name, ...args.split(" "));
    await run("pactl", "set-default-source", "fakemic");
    assert.equal(broken?.reason, "stalled");
    assert.ok(state.hasSpeech);
    const next = record(0);
    await next.opened;
    next.stop();
    assert.equal(clipOf(await next.end).broken, undefined);
  });

  /** Rows of what the sound server says of its parts. */
  async function listed(what: "modules" | "sources" | "source-outputs"): Promise<string[][]> {
    const { stdout } = await promisify(execFile)("pactl", ["list", "short", what]);
    return stdout.split("\n").map((line) => line.split("\t"));
  }

  it("records from the device that was chosen, and from the default again", async () => {
    await run("pactl", "load-module", "module-null-sink", "sink_name=othersink", "norewinds=1");
    const properties = ["source_name=othermic", "source_properties=device.description=OtherMicrophone"];
    await run("pactl", "load-module", "module-remap-source", "master=othersink.monitor", ...properties);
    const source = async (): Promise<string | undefined> => {
      const output = (await listed("source-outputs")).find((row) => row.includes("protocol-native.c"));
      return (await listed("sources")).find(([id]) => id === output?.[1])?.[1];
    };
    const used: unknown[] = [];
    for (const device of ["OtherMicrophone", ""]) {
      const recording = record(0, device);
      await recording.opened;
      used.push(await source());
      recording.stop();
      await recording.end;
    }
    for (const [id = "", , args = ""] of (await listed("modules")).reverse())
      if (args.includes("other")) await run("pactl", "unload-module", id);
    assert.deepEqual(used, ["othermic", "fakemic"]);
  });

  it("has the device open only while it records", async () => {
    const uses = async (): Promise<number> =>
      (await listed("source-outputs")).filter((row) => row.includes("protocol-native.c")).length;
    const recording = record(0);
    await recording.opened;
    assert.equal(await uses(), 1);
    recording.stop();
    await recording.end;
    assert.equal(await uses(), 0);
    assert.ok(recorder.processId !== undefined);
  });

  it("says which of its conditions is missing", async () => {
    assert.equal(
      await reasonOf(
        recorder.record("No such microphone", { onFrame: () => undefined, onBroken: () => undefined }),
      ),
      "notConnected",
    );
    const { PULSE_SERVER: server } = process.env;
    process.env["PULSE_SERVER"] = "unix:/nowhere";
    const deaf = new RecorderProcess(module, () => undefined);
    assert.equal(
      await reasonOf(deaf.record("", { onFrame: () => undefined, onBroken: () => undefined })),
      "noMicrophone",
    );
    deaf.dispose();
    process.env["PULSE_SERVER"] = server;
    const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-recorder-"));
    copyFileSync(module, path.join(folder, "recorder.js"));
    const bare = new RecorderProcess(path.join(folder, "recorder.js"), () => undefined);
    assert.equal(await reasonOf(bare.devices()), "noRecorder");
    bare.dispose();
    rmSync(folder, { recursive: true });
  });
});
