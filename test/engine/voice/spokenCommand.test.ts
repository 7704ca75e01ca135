import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { completeRequest } from "../../../src/conversation/completeRequest";
import type { AudioFormat } from "../../../src/protocol/chat";
import { commandRequest } from "../../../src/voice/spokenCommand";
import { root } from "../../support/paths";
import { testEngine } from "../../support/testEngine";

const engine = testEngine();

async function understand(
  name: string,
  {
    folder = "nano/samples",
    format = "wav",
  }: { readonly folder?: string; readonly format?: AudioFormat } = {},
): Promise<{ readonly text: string; readonly cachedTokens: number }> {
  const bytes = new Uint8Array(readFileSync(path.join(root, folder, `${name}.${format}`)));
  const request = commandRequest({ kind: "audio", name, format, bytes }, "");
  const { text, usage } = await completeRequest(engine, request, { signal: new AbortController().signal });
  return { text, cachedTokens: usage?.cachedTokens ?? 0 };
}

describe("spoken command", () => {
  after(() => engine.dispose());

  it("is understood by the embedded model, with the whole catalogue to choose from", async () => {
    assert.deepEqual(JSON.parse((await understand("explain-selection")).text), {
      heard: "explain the selected code",
      command: "explain_selection",
      arguments: {},
    });
    assert.deepEqual(JSON.parse((await understand("rename-symbol")).text), {
      heard: "rename this to case model",
      command: "rename_symbol",
      arguments: { name: "case model" },
    });
  });

  // The same sound, by LAME (32 kbit/s) and the encoder of FLAC.
  for (const format of ["mp3", "flac"] as const) {
    it(`is understood from ${format.toUpperCase()} as it is from WAV`, async () => {
      const { text } = await understand("explain-selection", { folder: "test/fixtures/sounds", format });
      assert.equal((JSON.parse(text) as { readonly heard: string }).heard, "explain the selected code");
    });
  }

  it("costs the reading of its sound only, once the catalogue has been read", async () => {
    await understand("explain-selection");
    assert.ok((await understand("go-to-line")).cachedTokens > 300);
  });
});
