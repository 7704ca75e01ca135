import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { completeRequest } from "../../../src/conversation/completeRequest";
import { commandRequest } from "../../../src/voice/spokenCommand";
import { root } from "../../support/paths";
import { testEngine } from "../../support/testEngine";

const engine = testEngine();

async function understand(name: string): Promise<{ readonly text: string; readonly cachedTokens: number }> {
  const bytes = new Uint8Array(readFileSync(path.join(root, "nano", "samples", `${name}.wav`)));
  const request = commandRequest({ kind: "audio", name, format: "wav", bytes }, "");
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

  it("costs the reading of its sound only, once the catalogue has been read", async () => {
    await understand("explain-selection");
    assert.ok((await understand("go-to-line")).cachedTokens > 300);
  });
});
