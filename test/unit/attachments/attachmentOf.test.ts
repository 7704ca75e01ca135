import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { attachmentOf, isReadByEngine, type AttachmentProblem } from "../../../src/attachments/attachmentOf";
import type { SoundProblem } from "../../../src/attachments/soundProblem";
import type { ForeignKind } from "../../../src/attachments/sniff";
import { root } from "../../support/paths";

/** A WAV file with `seconds` of silence; `said` is the length that its header claims, in bytes. */
function wav(seconds: number, said?: number): Buffer {
  const data = Buffer.alloc(Math.round(seconds * 16_000) * 2);
  const header = Buffer.alloc(44);
  header.write("RIFF");
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(said ?? data.length, 40);
  return Buffer.concat([header, data]);
}

/** A PNG that says it is so large; its pixels are not needed to tell. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.from(picture("plain.png"));
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

function picture(name: string): Buffer {
  return readFileSync(path.join(root, "test/fixtures/pictures", name));
}

describe("attachment", () => {
  it("takes a picture by its content, whatever its name says", () => {
    const result = attachmentOf("shot.wav", readFileSync(path.join(root, "test/fixtures/dot.png")));
    assert.equal(result.kind, "ok");
    assert.equal(result.attachment.kind, "image");
  });

  it("takes every kind of picture, also those that the engine cannot decode itself", () => {
    for (const [name, isRead] of [
      ["plain.jpg", true],
      ["print.jpg", true],
      ["plain.gif", true],
      ["plain.bmp", true],
      ["lossy.webp", false],
      ["plain.avif", false],
    ] as const) {
      const result = attachmentOf(name, picture(name));
      assert.equal(result.kind, "ok", name);
      assert.equal(isReadByEngine(result.attachment), isRead, name);
    }
  });

  it("says that of a moving picture only the first frame is used", () => {
    const result = attachmentOf("moving.gif", picture("moving.gif"));
    assert.equal(result.kind === "ok" && result.isAnimated, true);
  });

  it("takes a sound of up to 30 s", () => {
    assert.equal(attachmentOf("a.wav", wav(29.9)).kind, "ok");
  });

  const refusals: readonly [string, Uint8Array, AttachmentProblem][] = [
    ["an empty file", Buffer.alloc(0), foreign("empty")],
    ["a text", Buffer.from("hello, this is text"), foreign("unknown")],
    ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), foreign("svg")],
    ["an SVG behind a declaration", Buffer.from('<?xml version="1.0"?>\n<!-- a --><svg/>'), foreign("svg")],
    ["a HEIC picture", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), foreign("heic")],
    ["a TIFF picture", Buffer.from("II*\0\0\0\0\0"), foreign("tiff")],
    ["a PDF", Buffer.from("%PDF-1.7"), foreign("pdf")],
    ["a picture that is too wide", png(20_000, 40), { kind: "sideTooLong", width: 20_000, height: 40 }],
    [
      "a picture of too many pixels",
      png(15_000, 15_000),
      { kind: "tooManyPixels", width: 15_000, height: 15_000 },
    ],
    ["a picture without pixels", png(0, 5), { kind: "noPixels" }],
    ["a truncated picture", picture("plain.png").subarray(0, 60), { kind: "cutOff" }],
    [
      "100 MB",
      Buffer.concat([png(5, 5), Buffer.alloc(100_000_000)]),
      { kind: "tooLarge", bytes: 100_000_000 + picture("plain.png").length },
    ],
    ["31 s of sound", wav(31), { kind: "soundTooLong", seconds: 31 }],
    ["a truncated sound", wav(1, 64_000), sound({ kind: "cutOff", percent: 50 })],
    ["a sound without sound", wav(0), sound({ kind: "noSound" })],
    ["a sound with a broken header", wav(1).subarray(0, 30), sound({ kind: "headerCutOff" })],
  ];
  for (const [title, bytes, problem] of refusals) {
    it(`refuses ${title} and says why`, () => {
      const result = attachmentOf("file", bytes);
      assert.equal(result.kind, "refused");
      assert.deepEqual(result.problem, problem);
    });
  }
});

function foreign(looksLike: ForeignKind): AttachmentProblem {
  return { kind: "foreign", looksLike };
}

function sound(why: SoundProblem): AttachmentProblem {
  return { kind: "badSound", why };
}
