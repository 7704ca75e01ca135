import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { failureOf, testEngine } from "../../support/testEngine";
import { chatModelParts, ggufFile, u32, u64, uint32, withMetadata } from "../../unit/models/ggufFile";

const rows = 2 ** 37 / 4096;

describe("a model larger than the memory", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-large-"));
  after(() => rmSync(folder, { recursive: true }));

  it("is refused with numbers, and nothing is started", async () => {
    const isSliding = Buffer.concat([u32(9), u32(7), u64(6), Buffer.from([1, 1, 1, 1, 1, 0])]);
    const numbers = {
      head_count_kv: 1,
      key_length: 64,
      value_length: 64,
      key_length_swa: 64,
      value_length_swa: 64,
      sliding_window: 512,
    };
    let parts = withMetadata(chatModelParts(), "gemma4.attention.sliding_window_pattern", isSliding);
    for (const [key, value] of Object.entries(numbers)) {
      parts = withMetadata(parts, `gemma4.attention.${key}`, uint32(value));
    }
    // 128 GiB of zeros that take no space on the disk.
    const header = ggufFile({
      ...parts,
      tensors: [{ name: "token_embd.weight", lengths: [1024, rows], type: 0, offset: 0 }],
      dataBytes: 0,
    });
    const modelPath = path.join(folder, "large.gguf");
    writeFileSync(modelPath, header);
    truncateSync(modelPath, header.length + 2 ** 37);
    const engine = testEngine({ modelPath });
    const reason = await failureOf(engine.describe(new AbortController().signal));
    assert.ok(reason.kind === "modelTooLarge", JSON.stringify(reason));
    assert.ok(reason.needBytes > 2 ** 37 && reason.freeBytes > 0 && reason.freeBytes < reason.needBytes);
    assert.equal(engine.pid, undefined);
    assert.equal(engine.state.kind, "failed");
    await engine.dispose();
  });
});
