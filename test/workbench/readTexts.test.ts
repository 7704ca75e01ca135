import assert from "node:assert/strict";
import type { DoneEvent, Engine } from "../../src/engine/engine";
import { readTexts, type ReadTexts } from "../../src/features/screenshot/readTexts";
import type { Picture } from "../../src/prompt/visibleTexts";

const picture: Picture = {
  kind: "image",
  name: "screen.png",
  mimeType: "image/png",
  bytes: new Uint8Array([1]),
  size: { width: 960, height: 540 },
};

/** Has an engine that gives this answer read the picture; the text of any request is 50 tokens. */
function read(text: string, { stopReason, promptTokens }: Parts): Promise<ReadTexts> {
  const description = { modelName: "m", contextTokens: 4096, readsImages: true, hearsAudio: false };
  const usage = { promptTokens, cachedTokens: 0, answerTokens: 9 };
  const engine: Engine = {
    state: { kind: "ready", description },
    onDidChangeState: () => () => undefined,
    async *answer() {
      yield { kind: "text", text };
      yield await Promise.resolve({ kind: "done" as const, stopReason, usage });
    },
    describe: () => Promise.resolve(description),
    countTokens: () => Promise.resolve(50),
    unload: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
  const signal = new AbortController().signal;
  return readTexts(engine, picture, { signal, onPhase: () => undefined });
}

interface Parts {
  readonly stopReason: DoneEvent["stopReason"];
  readonly promptTokens: number;
}

describe("texts that are read in a picture", () => {
  const texts = '{"texts": ["Log in", "Cancel"]}';

  it("are all of them, unless the list was cut", async () => {
    const whole = await read(texts, { stopReason: "stop", promptTokens: 300 });
    assert.deepEqual(whole, { texts: [{ text: "Log in" }, { text: "Cancel" }], isCut: false });
    const cut = await read('{"texts": ["Log in", "Can', { stopReason: "length", promptTokens: 300 });
    assert.deepEqual(cut, { texts: [{ text: "Log in" }], isCut: true });
  });

  it("are none that were made up", async () => {
    const unread = read(texts, { stopReason: "stop", promptTokens: 70 });
    await assert.rejects(unread, /picture was not read/);
    const flood = read("<unused49>".repeat(20), { stopReason: "stop", promptTokens: 300 });
    await assert.rejects(flood, /nothing but reserved tokens/);
  });
});
