import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { attachmentOf } from "../../../src/attachments/attachmentOf";
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

describe("attachment", () => {
  it("takes a picture by its content, whatever its name says", () => {
    const result = attachmentOf("shot.wav", readFileSync(path.join(root, "test/fixtures/dot.png")));
    assert.equal(result.kind, "ok");
    assert.equal(result.attachment.kind, "image");
  });

  it("takes a sound of up to 30 s", () => {
    assert.equal(attachmentOf("a.wav", wav(29.9)).kind, "ok");
  });

  const refusals: readonly [string, Uint8Array, RegExp][] = [
    ["an empty file", Buffer.alloc(0), /empty file/],
    ["a text", Buffer.from("hello, this is text"), /unknown kind/],
    ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG/],
    ["a WebP", Buffer.from("RIFF\0\0\0\0WEBPVP8 "), /WebP/],
    ["31 s of sound", wav(31), /31\.0 s long/],
    ["a truncated sound", wav(1, 64_000), /cut off \(50 %/],
    ["a sound without sound", wav(0), /holds no sound/],
    ["a sound with a broken header", wav(1).subarray(0, 30), /cut off/],
  ];
  for (const [title, bytes, reason] of refusals) {
    it(`refuses ${title} and says why`, () => {
      const result = attachmentOf("file", bytes);
      assert.equal(result.kind, "refused");
      assert.match(result.problem, reason);
    });
  }
});
