import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  chatModelParts,
  drafterParts,
  ggufFile,
  projectorParts,
  texts,
  uint32,
  withAttention,
  withMetadata,
  type GgufParts,
} from "./ggufFile";
import { readGguf } from "../../../src/engine/models/gguf";
import { checkPair, misfitOf } from "../../../src/engine/models/pairing";
import { Failure, type Misfit } from "../../../src/protocol/failure";

describe("pairing", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "gloss-pairing-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("takes a projector and a drafter that were made for the model", async () => {
    for (const model of [chatModelParts(), withAttention(chatModelParts())]) {
      assert.equal(await misfit(model, projectorParts()), undefined);
      assert.equal(await misfit(model, drafterParts()), undefined);
    }
  });

  it("refuses a projector made for another model", async () => {
    const model = withMetadata(chatModelParts(), "gemma4.embedding_length", uint32(3840));
    assert.deepEqual(await misfit(model, projectorParts()), {
      role: "projector",
      number: "embeddingLength",
      has: 256,
      needs: 3840,
    });
  });

  const d = (key: string, value: Buffer | undefined): GgufParts => withMetadata(drafterParts(), key, value);
  const others: readonly (readonly [
    number: Misfit["number"],
    has: number,
    needs: number,
    parts: GgufParts,
  ])[] = [
    ["embeddingLength", 512, 256, d("gemma4-assistant.embedding_length_out", uint32(512))],
    ["vocabularySize", 4, 3, d("tokenizer.ggml.tokens", texts(["<pad>", "a", "b", "c"]))],
    ["vocabularySize", 2, 3, d("tokenizer.ggml.tokens", texts(["<pad>", "a"]))],
    ["keys", 256, 128, d("gemma4-assistant.attention.key_length", uint32(256))],
    ["keys", 512, 128, d("gemma4-assistant.attention.key_length_swa", uint32(256))],
    ["keys", 256, 128, d("gemma4-assistant.attention.head_count_kv", uint32(2))],
  ];
  for (const [number, has, needs, parts] of others) {
    it(`refuses a drafter with ${number} of ${String(has)} for ${String(needs)}`, async () => {
      const expected = { role: "drafter", number, has, needs };
      assert.deepEqual(await misfit(withAttention(chatModelParts()), parts), expected);
    });
  }

  it("leaves to llama.cpp what the headers do not tell", async () => {
    const unknown = d("tokenizer.ggml.tokens", undefined);
    assert.equal(await misfit(withAttention(chatModelParts()), unknown), undefined);
    const wide = d("gemma4-assistant.attention.key_length", uint32(256));
    assert.equal(await misfit(chatModelParts(), wide), undefined);
  });

  it("names the file that does not fit", async () => {
    const [model, drafter] = await read(
      chatModelParts(),
      d("gemma4-assistant.embedding_length_out", uint32(512)),
    );
    assert.throws(
      () => {
        checkPair(model, drafter);
      },
      (error) =>
        error instanceof Failure &&
        error.reason.kind === "madeForAnotherModel" &&
        error.reason.path === drafter.path,
    );
  });

  async function misfit(model: GgufParts, part: GgufParts): Promise<Misfit | undefined> {
    return misfitOf(...(await read(model, part)));
  }

  async function read(model: GgufParts, part: GgufParts): Promise<Parameters<typeof misfitOf>> {
    const [modelFile, partFile] = [path.join(folder, "model.gguf"), path.join(folder, "part.gguf")];
    await writeFile(modelFile, ggufFile(model));
    await writeFile(partFile, ggufFile(part));
    const [header, other] = [await readGguf(modelFile), await readGguf(partFile)];
    assert(header.role === "model" && other.role !== "model");
    return [header, other];
  }
});
