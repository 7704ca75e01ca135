import assert from "node:assert/strict";
import { encodeWav } from "../../../src/protocol/encodeWav";
import type { ClipState } from "../../../src/protocol/sound";
import { ClipMeter } from "../../../src/voice/clipMeter";
import { identifiersIn } from "../../../src/voice/identifiers";
import { spokenNumber } from "../../../src/voice/spokenNumber";

const frameLength = 256;
const framesPerSecond = 16_000 / frameLength;

/** A second or more of noise or of a voice, as frames of the recorder. */
function frames(seconds: number, amplitude: number): Int16Array[] {
  return Array.from({ length: Math.round(seconds * framesPerSecond) }, (_, frame) =>
    Int16Array.from({ length: frameLength }, (_sample, i) =>
      Math.round(amplitude * Math.sin((frame * frameLength + i) * 0.1)),
    ),
  );
}

function follow(...parts: readonly Int16Array[][]): ClipState {
  const meter = new ClipMeter();
  for (const frame of parts.flat()) meter.push(frame);
  return meter.state;
}

describe("recording meter", () => {
  it("knows a device that gives nothing at all", () => {
    assert.equal(follow(frames(2, 0)).isDead, true);
    assert.equal(follow(frames(2, 3)).isDead, false);
  });

  it("counts the silence after the last word", () => {
    const state = follow(frames(1, 40), frames(1, 6000), frames(1.5, 40));
    assert.equal(state.hasSpeech, true);
    assert.ok(Math.abs(state.silentSeconds - 1.5) < 0.1);
    assert.ok(Math.abs(state.seconds - 3.5) < 0.1);
  });

  it("hears a person over a loud fan, and no person in the fan alone", () => {
    assert.equal(follow(frames(0.2, 20), frames(1, 90)).hasSpeech, false);
    const state = follow(frames(1, 400), frames(1, 8000), frames(2, 400));
    assert.ok(state.hasSpeech && state.silentSeconds > 1.5);
  });

  it("takes no click of a key and no short tone for a person", () => {
    const clicks = Array.from({ length: 6 }, () => [frames(0.1, 8000), frames(0.1, 20)]).flat();
    assert.equal(follow(frames(0.3, 20), ...clicks).hasSpeech, false);
    assert.equal(follow(frames(0.3, 20), frames(0.2, 8000)).hasSpeech, true);
  });

  it("shows a level that grows with the loudness, from 0 to 1", () => {
    const levels = [0, 50, 500, 5000, 32_000].map((amplitude) => follow(frames(0.1, amplitude)).level);
    assert.deepEqual(
      levels,
      levels.toSorted((a, b) => a - b),
    );
    assert.equal(levels[0], 0);
    assert.ok((levels.at(-1) ?? 0) > 0.9);
  });
});

describe("recording as a file", () => {
  it("has the samples, low byte first, also of a part of a longer recording", () => {
    const bytes = encodeWav(new Int16Array([9, 1, -2, 0x1234, 9]).subarray(1, 4));
    assert.equal(Buffer.from(bytes).toString("latin1", 0, 4), "RIFF");
    assert.deepEqual([...bytes.subarray(40)], [6, 0, 0, 0, 1, 0, 0xfe, 0xff, 0x34, 0x12]);
  });
});

describe("spoken numbers", () => {
  it("are read as they are said", () => {
    const cases = {
      "7": 7,
      seven: 7,
      "forty two": 42,
      "eighty-eight": 88,
      "one hundred and twenty": 120,
      "one twenty": 120,
      "one two zero": 120,
      "four oh four": 404,
      "two thousand five hundred": 2500,
      "three thousand and one": 3001,
      "twelve hundred": 1200,
      "1,200": 1200,
      "a hundred": 100,
      banana: undefined,
      "": undefined,
    };
    for (const [said, number] of Object.entries(cases)) assert.equal(spokenNumber(said), number, said);
  });
});

describe("names in code", () => {
  it("are given once each, without the words of the language", () => {
    assert.deepEqual(identifiersIn("export function sumPrices(prices) { return prices.length; }"), [
      "sumPrices",
      "prices",
      "length",
    ]);
  });
});
