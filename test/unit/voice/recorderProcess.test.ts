import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { mock } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { recordClip } from "../../../src/features/voice/recordClip";
import { RecorderProcess, type RecordingError } from "../../../src/features/voice/recorderProcess";

/** A recorder without a device: what it does when it is asked to start, and to stop. */
const module = (onStart: string, onStop = ""): string => `
  const frame = (first) => process.send({ kind: "frame", samples: new Int16Array(256).fill(first) });
  let timer;
  process.on("disconnect", () => process.exit(0));
  process.on("message", ({ kind }) => {
    if (kind === "list") process.send({ kind: "devices", names: ["Fake"] });
    if (kind === "start") { process.send({ kind: "started", device: "Fake" }); ${onStart} }
    if (kind === "stop") { clearInterval(timer); ${onStop}; process.send({ kind: "stopped" }); }
  });`;
const everyFrame = "timer = setInterval(() => frame(1), 16);";

describe("recorder process", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-recorder-"));
  let recorder: RecorderProcess | undefined;

  const start = (code: string): RecorderProcess => {
    const file = path.join(folder, "recorder.js");
    writeFileSync(file, code);
    return (recorder = new RecorderProcess(file, () => undefined));
  };
  afterEach(() => recorder?.dispose());
  after(() => rmSync(folder, { recursive: true }));

  const open = async (
    code: string,
  ): Promise<{
    readonly broken: RecordingError[];
    readonly frames: Int16Array[];
    stop: () => Promise<void>;
  }> => {
    const frames: Int16Array[] = [];
    const broken: RecordingError[] = [];
    const { stop } = await start(code).record("", {
      onFrame: (samples) => frames.push(samples),
      onBroken: (error) => broken.push(error),
    });
    return { frames, broken, stop };
  };

  it("gives every frame, from those that come with the first answer to those that come before the last", async () => {
    const { frames, stop } = await open(module("frame(1); frame(2)", "frame(3)"));
    await stop();
    assert.deepEqual(
      frames.map(([first]) => first),
      [1, 2, 3],
    );
  });

  it("takes no pause of the editor for one of the device", async () => {
    const { frames, broken, stop } = await open(module(everyFrame));
    const end = Date.now() + 1_700;
    while (Date.now() < end); // an editor that is busy
    await sleep(100);
    assert.deepEqual(broken, []);
    assert.ok(frames.length > 50);
    await stop();
  });

  it("waits longer for the first frame than for one after it", async () => {
    const { broken, stop } = await open(module("setTimeout(() => frame(1), 1800)"));
    await sleep(1_900);
    assert.deepEqual(broken, []);
    await stop();
  }).timeout(5_000);

  it("closes the device when nobody can show that it is open", async () => {
    const closed = path.join(folder, "closed");
    const { end } = recordClip(
      start(module("", `require("fs").writeFileSync(${JSON.stringify(closed)}, "")`)),
      {
        device: "",
        stopOnSilenceSeconds: 0,
        onOpen: () => {
          throw new Error("cannot be shown");
        },
        onState: () => undefined,
      },
    );
    await assert.rejects(end, /cannot be shown/);
    rmSync(closed); // it was written before that
  });

  it("ends some time after the devices were listed", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const listing = start(module(""));
      assert.deepEqual(await listing.devices(), ["Fake"]);
      assert.ok(listing.processId !== undefined);
      mock.timers.tick(5 * 60_000);
      assert.equal(listing.processId, undefined);
    } finally {
      mock.timers.reset();
    }
  });
});
