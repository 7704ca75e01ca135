import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { attachmentOf } from "../../../src/attachments/attachmentOf";
import { readWav } from "../../../src/attachments/wav";
import { root } from "../../support/paths";

interface Wav {
  readonly seconds?: number;
  readonly rate?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly isFloat?: boolean;
  readonly hz?: number;
  /** Bytes that the header claims. */
  readonly said?: number;
  readonly isExtensible?: boolean;
  readonly value?: number;
}

/** A WAV file with a tone of -12 dB, or with one value everywhere. */
function wav(options: Wav): Buffer {
  const { seconds = 1, rate = 16_000, channels = 1, bits = 16, isFloat = false, hz = 440 } = options;
  const frames = Math.round(seconds * rate);
  const data = Buffer.alloc((frames * channels * bits) / 8);
  for (let i = 0; i < frames * channels; i += 1) {
    const value = options.value ?? 0.25 * Math.sin((2 * Math.PI * hz * Math.floor(i / channels)) / rate);
    const at = (i * bits) / 8;
    if (isFloat) data.writeFloatLE(value, at);
    else if (bits === 8) data.writeUInt8(Math.round(128 + 127 * value), at);
    else data.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), at, bits / 8);
  }
  const format = Buffer.alloc(options.isExtensible ? 40 : 16);
  const code = isFloat ? 3 : 1;
  format.writeUInt16LE(options.isExtensible ? 0xfffe : code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE((rate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  if (options.isExtensible) format.writeUInt16LE(code, 24);
  return Buffer.concat([
    Buffer.from("RIFF\0\0\0\0WAVEfmt "),
    length(format.length),
    format,
    Buffer.from("data"),
    length(options.said ?? data.length),
    data,
  ]);
}

function length(bytes: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(bytes);
  return four;
}

/** 26 ms of MPEG 1 layer 3 at 128 kbit/s and 44.1 kHz, with nothing in it. */
function mp3Frame(): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return frame;
}
const mp3 = (frames: number): Buffer => Buffer.concat(Array.from({ length: frames }, mp3Frame));

const flac = readFileSync(path.join(root, "test/fixtures/tone.flac"));

/** Peak and period of what comes out for a sound, which must be as the model hears it. */
function heard(bytes: Uint8Array): { readonly seconds: number; readonly peak: number; readonly hz: number } {
  const result = attachmentOf("a.wav", bytes);
  assert.equal(result.kind, "ok");
  const info = readWav(result.attachment.bytes);
  assert.equal(info.kind, "ok");
  assert.deepEqual(info.format, { encoding: "integer", bits: 16, channels: 1, sampleRate: 16_000 });
  const samples = Buffer.from(info.data);
  let peak = 0;
  let crossings = 0;
  for (let at = 2; at < samples.length; at += 2) {
    peak = Math.max(peak, Math.abs(samples.readInt16LE(at)));
    if (samples.readInt16LE(at - 2) < 0 && samples.readInt16LE(at) >= 0) crossings += 1;
  }
  return { seconds: info.seconds, peak: peak / 32_768, hz: crossings / info.seconds };
}

function refusal(bytes: Uint8Array, name = "a.wav") {
  const result = attachmentOf(name, bytes);
  assert.equal(result.kind, "refused");
  return result.problem.kind === "badSound" ? result.problem.why : result.problem;
}

describe("attached sound", () => {
  const kinds: Readonly<Record<string, Wav>> = {
    "8 bits": { bits: 8 },
    "24 bits": { bits: 24 },
    "32 bits": { bits: 32 },
    floats: { bits: 32, isFloat: true },
    "96 kHz": { rate: 96_000 },
    "44.1 kHz": { rate: 44_100 },
    "8 kHz": { rate: 8_000 },
    "6 channels": { channels: 6 },
    "48 kHz, 24 bits, stereo, extensible": { rate: 48_000, bits: 24, channels: 2, isExtensible: true },
  };
  for (const [title, options] of Object.entries(kinds)) {
    it(`of ${title} comes out at 16 kHz, mono, 16 bits, with its pitch and level`, () => {
      const { seconds, peak, hz } = heard(wav(options));
      assert.ok(Math.abs(seconds - 1) < 0.01, `${String(seconds)} s`);
      assert.ok(Math.abs(peak - 0.25) < 0.02, `peak ${String(peak)}`);
      assert.ok(Math.abs(hz - 440) <= 2, `${String(hz)} Hz`);
    });
  }

  it("loses what 16 kHz cannot hold, instead of hearing it as another tone", () => {
    assert.ok(heard(wav({ rate: 96_000, hz: 20_000 })).peak < 0.01);
  });

  it("stays as it is where it is right already", () => {
    const bytes = wav({});
    const result = attachmentOf("a.wav", bytes);
    assert.equal(result.kind, "ok");
    assert.equal(result.attachment.bytes, bytes);
  });

  it("is taken to its end where a recorder left the length open", () => {
    for (const said of [0xffff_ffff, 0x7fff_ffff, 0x7fff_f000]) {
      assert.equal(heard(wav({ seconds: 2, said })).seconds, 2);
    }
  });

  it("is refused where it is cut off, empty, or no sound at all, with the reason", () => {
    assert.deepEqual(refusal(wav({ said: 64_000 })), { kind: "cutOff", percent: 50 });
    assert.deepEqual(refusal(wav({ seconds: 0 })), { kind: "noSound" });
    assert.deepEqual(refusal(wav({ said: 0 })), { kind: "saysNoSound" });
    assert.deepEqual(refusal(wav({ isFloat: true, bits: 32, value: NaN })), { kind: "noNumbers" });
    const png = readFileSync(path.join(root, "test/fixtures/dot.png")).subarray(0, 3);
    assert.deepEqual(refusal(png), { kind: "foreign", looksLike: "unknown" });
  });

  it("is refused where its header makes no sense", () => {
    for (const at of [22, 24, 32, 34]) {
      const bytes = wav({});
      bytes.writeUInt16LE(0, at);
      assert.deepEqual(refusal(bytes), { kind: "senseless" }, `field at ${String(at)}`);
    }
    const encoded = wav({});
    encoded.writeUInt16LE(7, 20);
    assert.deepEqual(refusal(encoded), { kind: "encoding", name: "mu-law" });
  });

  it("never breaks on a damaged header", () => {
    const bytes = wav({ seconds: 0.01 });
    for (let at = 0; at < 48; at += 1) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = value;
        assert.ok(attachmentOf("a.wav", damaged).kind);
        assert.ok(attachmentOf("a.wav", damaged.subarray(0, at)).kind);
      }
    }
  });

  it("of more than 30 s is refused, with its beginning to be sent instead", () => {
    for (const bytes of [wav({ seconds: 31 }), wav({ seconds: 31, rate: 48_000, channels: 2 })]) {
      const result = attachmentOf("a.wav", bytes);
      assert.equal(result.kind, "refused");
      assert.deepEqual(result.problem, { kind: "soundTooLong", seconds: 31 });
      assert.ok(result.cut);
      assert.equal(heard(result.cut.bytes).seconds, 30);
    }
  });

  it("as MP3 tells its length, and is cut at a frame", () => {
    assert.equal(attachmentOf("a.mp3", mp3(100)).kind, "ok");
    const result = attachmentOf("a.mp3", mp3(1200));
    assert.equal(result.kind, "refused");
    assert.equal(result.problem.kind, "soundTooLong");
    assert.equal(result.problem.seconds.toFixed(1), "31.3");
    assert.equal(result.cut?.bytes.length, 417 * 1148);
  });

  it("as MP3 is refused where it is cut off or empty", () => {
    assert.deepEqual(refusal(mp3(10).subarray(0, 417 * 9 + 200)), { kind: "cutOff" });
    const first = mp3Frame();
    first.write("Info", 36);
    first.writeUInt32BE(1, 40);
    first.writeUInt32BE(20, 44);
    assert.deepEqual(refusal(Buffer.concat([first, mp3(9)])), { kind: "cutOff", percent: 47 });
    assert.deepEqual(refusal(Buffer.from("ID3\x04\0\0\0\0\0\0nothing else")), { kind: "noSound" });
  });

  it("as FLAC tells its length, and is refused where it is cut off", () => {
    assert.equal(attachmentOf("a.flac", flac).kind, "ok");
    assert.deepEqual(refusal(flac.subarray(0, Math.floor(flac.length / 2))), { kind: "cutOff", percent: 51 });
    assert.deepEqual(refusal(flac.subarray(0, 30)), { kind: "headerCutOff" });
  });
});
