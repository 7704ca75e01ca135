import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { attachmentOf } from "../../../src/attachments/attachmentOf";
import { bareBytes } from "../../../src/attachments/bareBytes";
import { root } from "../../support/paths";

function picture(name: string): Buffer {
  return readFileSync(path.join(root, "test/fixtures/pictures", name));
}

/** A chunk of a PNG; its check sum is not looked at. */
function chunk(type: string, content: string): Buffer {
  const bytes = Buffer.from(`\0\0\0\0${type}${content}\0\0\0\0`, "latin1");
  bytes.writeUInt32BE(content.length);
  return bytes;
}

/** A segment of a JPEG. */
function segment(marker: number, content: string): Buffer {
  const bytes = Buffer.from(`\xff\0\0\0${content}`, "latin1");
  bytes[1] = marker;
  bytes.writeUInt16BE(content.length + 2, 2);
  return bytes;
}

describe("a picture without what else is in its file", () => {
  it("is the very same bytes where there is nothing else", () => {
    for (const [mimeType, name] of [
      ["image/png", "plain.png"],
      ["image/jpeg", "plain.jpg"],
    ] as const) {
      const bare = bareBytes(mimeType, picture(name));
      assert.ok(bare);
      assert.equal(bareBytes(mimeType, bare), bare, name);
    }
    const sample = readFileSync(path.join(root, "nano/samples/login-form.png"));
    assert.equal(bareBytes("image/png", sample), sample);
  });

  it("has no text, time, place, private chunk, or bytes after its end, as a PNG", () => {
    const plain = bareBytes("image/png", picture("plain.png")) ?? Buffer.alloc(0);
    const [start, rest] = [plain.subarray(0, 33), plain.subarray(33)];
    const secrets = [
      ...[chunk("tEXt", "Author\0secret"), chunk("iTXt", "secret"), chunk("tIME", "secret!")],
      ...[chunk("prVW", "a secret thumbnail"), chunk("zTXt", "secret")],
    ];
    const full = Buffer.concat([start, ...secrets, rest, Buffer.from("what was cropped away: secret")]);
    assert.deepEqual(Buffer.from(bareBytes("image/png", full) ?? []), Buffer.from(plain));
  });

  it("has no Exif, comment, thumbnail, second picture, or bytes after its end, as a JPEG", () => {
    const plain = bareBytes("image/jpeg", picture("plain.jpg")) ?? Buffer.alloc(0);
    const secrets = [
      ...[
        segment(0xe1, "http://ns.adobe.com/xap/1.0/\0secret"),
        segment(0xfe, "secret"),
        segment(0xed, "secret"),
      ],
      ...[segment(0xe0, "JFXX\0secret"), segment(0xe2, "MPF\0secret")],
    ];
    const full = Buffer.concat([plain.subarray(0, 2), ...secrets, plain.subarray(2), Buffer.from("secret")]);
    assert.deepEqual(Buffer.from(bareBytes("image/jpeg", full) ?? []), Buffer.from(plain));
  });

  it("can only be had by drawing where it must be turned, or is of another kind or other colours", () => {
    for (const [mimeType, name] of [
      ["image/png", "turned.png"],
      ["image/jpeg", "turned.jpg"],
      ["image/jpeg", "print.jpg"],
      ["image/webp", "lossy.webp"],
      ["image/avif", "plain.avif"],
      ["image/gif", "plain.gif"],
    ] as const) {
      assert.equal(bareBytes(mimeType, picture(name)), undefined, name);
    }
  });

  it("is what gets attached", () => {
    const full = Buffer.concat([picture("plain.png"), Buffer.from("secret")]);
    const result = attachmentOf("a.png", full);
    assert.ok(result.kind === "ok" && !Buffer.from(result.attachment.bytes).includes("secret"));
  });
});
