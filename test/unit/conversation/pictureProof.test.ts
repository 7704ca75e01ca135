import assert from "node:assert/strict";
import { isGarbled } from "../../../src/conversation/isGarbled";
import { withPictureTokens } from "../../../src/conversation/pictureProof";
import type { EngineDescription } from "../../../src/engine/engine";
import { Failure } from "../../../src/protocol/failure";
import type { ChatPart, ChatRequest } from "../../../src/protocol/chat";
import { imageTokens, type PixelSize } from "../../../src/protocol/imageTokens";

/** Counts a word as a token, as a tokenizer might. */
const engine = {
  countTokens: (text: string) => Promise.resolve(text.split(/\s+/).length),
  describe: () => Promise.resolve(description),
};
const description: EngineDescription = {
  modelName: "model",
  contextTokens: 4096,
  readsImages: true,
  hearsAudio: true,
};
const signal = new AbortController().signal;
const picture: ChatPart = { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } };
const sound: ChatPart = { type: "input_audio", input_audio: { data: "AA==", format: "wav" } };

function request(...parts: readonly ChatPart[]): ChatRequest {
  return {
    messages: [
      { role: "system", content: "You are Gloss" },
      { role: "user", content: [...parts, { type: "text", text: "Explain this screenshot." }] },
    ],
    maxTokens: 100,
    sampling: "exact",
  };
}

async function pictureTokens(
  promptTokens: number,
  ...parts: readonly ChatPart[]
): Promise<number | undefined> {
  const usage = { promptTokens, cachedTokens: 0, answerTokens: 5 };
  const pictures = parts.filter((part) => part === picture).map(() => ({}));
  return (await withPictureTokens(engine, request(...parts), { usage, pictures, signal })).pictureTokens;
}

/** The same of pictures whose sizes are known. */
async function tokensOf(promptTokens: number, ...sizes: readonly PixelSize[]): Promise<number | undefined> {
  const usage = { promptTokens, cachedTokens: 0, answerTokens: 5 };
  const pictures = sizes.map((size) => ({ size }));
  const asked = request(...sizes.map(() => picture));
  return (await withPictureTokens(engine, asked, { usage, pictures, signal })).pictureTokens;
}

describe("proof that a picture was read", () => {
  it("is what the prompt took beyond its text", async () => {
    assert.equal(await pictureTokens(24 + 895, picture), 895);
  });

  it("is nothing for a prompt that is no longer than its text", async () => {
    assert.equal(await pictureTokens(24, picture), 0);
    assert.equal(await pictureTokens(40, picture), 0);
  });

  it("needs every picture to have been read", async () => {
    assert.equal(await pictureTokens(24 + 69, picture, picture), 0);
  });

  it("is nothing for a prompt that holds one of two pictures", async () => {
    const [screen, icon] = [
      { width: 1920, height: 1080 },
      { width: 64, height: 64 },
    ];
    const [large, small] = [imageTokens(screen), imageTokens(icon)];
    assert.equal(await tokensOf(24 + large + small, screen, icon), large + small);
    assert.equal(await tokensOf(24 + large, screen, icon), 0);
    assert.equal(await tokensOf(24 + small, screen, icon), 0);
    assert.equal(await tokensOf(24 + large, screen, screen), 0);
  });

  it("believes a model that takes another number of tokens for each picture", async () => {
    const screen = { width: 1920, height: 1080 };
    assert.equal(await tokensOf(24 + 2 * 256, screen, screen), 2 * 256);
  });

  it("says nothing without pictures, and with sound, whose tokens are not known", async () => {
    assert.equal(await pictureTokens(900), undefined);
    assert.equal(await pictureTokens(900, picture, sound), undefined);
  });

  it("is left open by a server that cannot count, or no longer answers", async () => {
    const server = { host: "h", isPrivateWay: true, model: "m", tokenCount: "estimated" } as const;
    const gone = () => Promise.reject(new Failure({ kind: "serverBusy", host: "h", tries: 3 }));
    const usage = { promptTokens: 40, cachedTokens: 0, answerTokens: 5 };
    for (const one of [
      { ...engine, describe: () => Promise.resolve({ ...description, server }) },
      { ...engine, countTokens: gone },
    ]) {
      assert.deepEqual(
        await withPictureTokens(one, request(picture), { usage, pictures: [{}], signal }),
        usage,
      );
    }
  });
});

describe("garbled answer", () => {
  it("ends in a run of reserved tokens", () => {
    assert.ok(
      isGarbled(`The screen ${Array.from({ length: 6 }, (_, i) => `<unused${String(i + 40)}>`).join("")}`),
    );
  });

  it("is none if it only speaks of one", () => {
    assert.ok(!isGarbled("Gemma has <unused1> and <unused2>, which no text holds."));
  });
});
