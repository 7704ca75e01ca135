import assert from "node:assert/strict";
import { Composer } from "../../../src/host/composer";
import type { Attachment } from "../../../src/protocol/conversation";

function picture(byte: number): Attachment {
  return { kind: "image", name: "pasted picture.png", mimeType: "image/png", bytes: new Uint8Array([byte]) };
}

describe("composer", () => {
  it("knows the picture that is being drawn on by what has become of it", () => {
    const composer = new Composer();
    const [first, other, covered] = [picture(1), picture(2), picture(3)];
    composer.attach(first, other);
    assert.equal(composer.edited, undefined);
    composer.edited = first;
    composer.replace(first, covered);
    assert.equal(composer.edited, covered);
    composer.edited = undefined;
    assert.equal(composer.edited, undefined);
  });

  it("has nothing that is being drawn on once it was taken away", () => {
    const composer = new Composer();
    const first = picture(1);
    composer.attach(first);
    composer.edited = first;
    composer.remove(first);
    assert.equal(composer.edited, undefined);
  });

  it("tells two pictures of one name apart, and finds one that was covered meanwhile", () => {
    const composer = new Composer();
    const [first, second, covered, coveredMore] = [picture(1), picture(2), picture(3), picture(4)];
    composer.attach(first);
    composer.replace(first, covered);
    composer.replace(covered, coveredMore);
    assert.equal(composer.current(first), coveredMore);
    assert.equal(composer.current(second), undefined);
  });
});
