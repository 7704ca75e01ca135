import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { readImage } from "../../../src/attachments/imageInfo";
import { sniff } from "../../../src/attachments/sniff";
import { root } from "../../support/paths";

function picture(name: string): Buffer {
  return readFileSync(path.join(root, "test/fixtures/pictures", name));
}

function infoOf(bytes: Uint8Array) {
  const media = sniff(bytes);
  assert.equal(media.kind, "image");
  return readImage(media.mimeType, bytes);
}

const plain = { kind: "ok", width: 12, height: 8, orientation: 1, isAnimated: false, isCmyk: false };
const pictures: Readonly<Record<string, object>> = {
  "plain.png": plain,
  "plain.jpg": plain,
  "plain.gif": plain,
  "plain.bmp": plain,
  "plain.avif": plain,
  "lossy.webp": plain,
  "lossless.webp": plain,
  "turned.png": { ...plain, orientation: 6 },
  "turned.jpg": { ...plain, orientation: 6 },
  "turned.webp": { ...plain, orientation: 6 },
  "turned.avif": { ...plain, orientation: 6 },
  "moving.png": { ...plain, isAnimated: true },
  "moving.gif": { ...plain, isAnimated: true },
  "moving.webp": { ...plain, isAnimated: true },
  "print.jpg": { ...plain, isCmyk: true },
};

describe("picture facts", () => {
  for (const [name, facts] of Object.entries(pictures)) {
    it(`reads ${name}`, () => assert.deepEqual(infoOf(picture(name)), facts));

    it(`notices that ${name} is cut off, wherever that is`, () => {
      const whole = picture(name);
      for (let length = 16; length < whole.length - 1; length += 1) {
        assert.equal(infoOf(whole.subarray(0, length)).kind, "bad", `${String(length)} bytes`);
      }
    });
  }

  it("takes bytes after the end", () => {
    for (const name of ["plain.png", "plain.jpg", "plain.gif", "plain.bmp", "lossy.webp"]) {
      assert.deepEqual(infoOf(Buffer.concat([picture(name), Buffer.from("more")])), plain, name);
    }
  });

  it("reads a view into a larger buffer", () => {
    const bytes = Buffer.concat([Buffer.from("before"), picture("plain.png")]).subarray(6);
    assert.deepEqual(infoOf(bytes), plain);
  });

  it("settles on any damage without throwing", () => {
    const names = Object.keys(pictures);
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(700),
        (name, changes, end) => {
          const bytes = Buffer.from(picture(name));
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const part = bytes.subarray(0, end % (bytes.length + 1));
          for (const one of [bytes, part]) {
            const media = sniff(one);
            if (media.kind === "image") readImage(media.mimeType, one);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("settles on any bytes after a signature", () => {
    const kinds = ["image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp", "image/avif"];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.uint8Array({ maxLength: 200 }), (kind, bytes) => {
        readImage(kind, bytes);
      }),
      { numRuns: 3000 },
    );
  });
});
