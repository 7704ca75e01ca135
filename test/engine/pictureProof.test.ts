import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { completeRequest } from "../../src/conversation/completeRequest";
import { withPictureTokens } from "../../src/conversation/pictureProof";
import { visibleTextsRequest, type Picture } from "../../src/prompt/visibleTexts";
import { readVisibleTexts } from "../../src/prompt/visibleTextsReply";
import { root } from "../support/paths";
import { request, testEngine } from "../support/testEngine";

const bytes = readFileSync(path.join(root, "nano/samples/login-form.png"));
const picture: Picture = { kind: "image", name: "login-form.png", mimeType: "image/png", bytes };
const signal = new AbortController().signal;

describe("picture through the engine", () => {
  const engine = testEngine();
  after(() => engine.dispose());

  it("is proven to have been read by the tokens that it took", async () => {
    const asked = visibleTextsRequest(picture, { withBoxes: false, maxTokens: 300 });
    const { usage, text } = await completeRequest(engine, asked, { signal });
    assert.ok(usage);
    const { pictureTokens: tokens = 0 } = await withPictureTokens(engine, asked, {
      usage,
      signal,
      pictures: [picture],
    });
    // 480 x 336 pixels are 10 x 7 patches, and two marks.
    assert.ok(tokens >= 70 && tokens <= 150, String(tokens));
    assert.ok(readVisibleTexts(text).length >= 4, text);
  });

  it("leaves a question without a picture alone", async () => {
    const asked = request("hello");
    const { usage } = await completeRequest(engine, asked, { signal });
    assert.ok(usage);
    assert.ok(
      !("pictureTokens" in (await withPictureTokens(engine, asked, { usage, signal, pictures: [] }))),
    );
  });
});
