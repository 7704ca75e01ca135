import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  bool,
  chatModelParts,
  drafterParts,
  float32,
  ggufFile,
  projectorParts,
  text,
  texts,
  u32,
  u64,
  uint32,
  withAttention,
  withMetadata,
  type GgufParts,
  type TensorParts,
} from "./ggufFile";
import { readGguf } from "../../../src/engine/models/gguf";
import { Failure, type FailureReason } from "../../../src/protocol/failure";

describe("gguf gate", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "gloss-gguf-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("describes a chat model", async () => {
    const file = await write(chatModelParts());
    assert.deepEqual(await readGguf(file), {
      role: "model",
      path: file,
      fileBytes: ggufFile(chatModelParts()).length,
      name: "Small one",
      architecture: "gemma4",
      contextTokens: 4096,
      embeddingLength: 256,
      blockCount: 6,
      vocabularySize: 3,
    });
  });

  const whole = withAttention(chatModelParts());

  it("adds up what decides a model's memory", async () => {
    const model = await readGguf(await write(whole));
    assert(model.role === "model");
    assert.equal(model.shape?.globalCacheBytesPerToken, 1 * 256 * 2);
    assert.equal(model.shape.slidingCacheBytesPerToken, 5 * 2 * 128 * 2);
    assert.equal(model.shape.slidingWindowTokens, 512);
  });

  it("describes a projector", async () => {
    const projector = await readGguf(await write(projectorParts()));
    assert(projector.role === "projector");
    assert.deepEqual([projector.embeddingLength, projector.vision, projector.audio], [256, true, true]);
  });

  it("describes a drafter", async () => {
    const file = await write(drafterParts());
    assert.deepEqual(await readGguf(file), {
      role: "drafter",
      path: file,
      fileBytes: ggufFile(drafterParts()).length,
      name: "Small drafter",
      architecture: "gemma4-assistant",
      embeddingLength: 256,
      vocabularySize: 3,
      readKeys: { sliding: 128, global: 128 },
    });
  });

  it("describes a drafter that does not say everything", async () => {
    const parts = withMetadata(
      withMetadata(drafterParts(), "tokenizer.ggml.tokens", undefined),
      "gemma4-assistant.attention.key_length",
      undefined,
    );
    const drafter = await readGguf(await write(parts));
    assert(drafter.role === "drafter");
    assert.deepEqual([drafter.vocabularySize, drafter.readKeys], [undefined, undefined]);
  });

  const model = chatModelParts();
  const [first, second] = model.tensors;
  assert(first && second);
  const withTensor = (changed: Partial<TensorParts>): GgufParts => ({
    ...model,
    tensors: [first, { ...second, ...changed }],
  });

  const badModels: readonly (readonly [detail: string, parts: GgufParts])[] = [
    ["it is not a GGUF model file", { ...model, magic: "GGML" }],
    ["GGUF version 1 is not supported", { ...model, version: 1 }],
    ["GGUF version 4 is not supported", { ...model, version: 4 }],
    ["it was made for computers of the other byte order", { ...model, version: 0x03000000 }],
    ["it claims to have 18446744073709552000 tensors", { ...model, tensorCount: 2n ** 64n - 1n }],
    ["it claims to have 1000000000000 metadata entries", { ...model, keyCount: 10 ** 12 }],
    [
      "its metadata has general.name twice",
      { ...model, metadata: [...model.metadata, ["general.name", text("b")]] },
    ],
    ["a metadata key has no name", { ...model, metadata: [["", text("b")]] }],
    ["a metadata key is too long (2000 bytes)", { ...model, metadata: [["k".repeat(2000), text("b")]] }],
    ["a metadata key has characters that are not plain text", { ...model, metadata: [["a\0b", text("b")]] }],
    ["the metadata odd has the unknown type 13", withMetadata(model, "odd", u32(13))],
    [
      "the metadata odd is a list of lists",
      withMetadata(model, "odd", Buffer.concat([u32(9), u32(9), u64(1)])),
    ],
    ["it ended too early, in the middle of its header", withMetadata(model, "odd", arrayOfFloats(2n ** 62n))],
    ["the metadata odd is neither true nor false", withMetadata(model, "odd", bool(2))],
    ["its alignment is not a power of two", withMetadata(model, "general.alignment", uint32(24))],
    ["its alignment is not a power of two", withMetadata(model, "general.alignment", uint32(0))],
    ["it has no weights", { ...model, tensors: [] }],
    ["it has the tensor token_embd.weight twice", withTensor({ name: "token_embd.weight" })],
    ["a tensor is too long (64 bytes)", withTensor({ name: "n".repeat(64) })],
    ["the tensor output_norm.weight has 5 dimensions", withTensor({ lengths: [1, 1, 1, 1, 1] })],
    ["the tensor output_norm.weight has 0 dimensions", withTensor({ lengths: [] })],
    ["the tensor output_norm.weight is empty", withTensor({ lengths: [4, 0] })],
    [
      "the tensor output_norm.weight is larger than any file",
      withTensor({ lengths: [2n ** 40n, 2n ** 40n] }),
    ],
    ["the tensor output_norm.weight is larger than any file", withTensor({ lengths: [2n ** 64n - 1n] })],
    ["the tensor output_norm.weight has the unknown type 4", withTensor({ type: 4 })],
    [
      "the tensor output_norm.weight has rows that its type cannot hold",
      withTensor({ type: 2, lengths: [33] }),
    ],
    ["the tensor output_norm.weight overlaps the one before", withTensor({ offset: 32 })],
    ["the tensor output_norm.weight does not follow the one before", withTensor({ offset: 2n ** 63n })],
    ["it ended too early: 0.0 of 4.0 GB", withTensor({ lengths: [1e9] })],
    ["it does not say what architecture it has", withMetadata(model, "general.architecture", undefined)],
    ["architecture llama is not supported", withMetadata(model, "general.architecture", text("llama"))],
    ["it is an adapter, not a whole model", withMetadata(model, "general.type", text("adapter"))],
    ["it is one part of a model split over several files", withMetadata(model, "split.count", uint32(3))],
    ["it has no vocabulary", withMetadata(model, "tokenizer.ggml.tokens", texts([]))],
    ["it has no vocabulary", withMetadata(model, "tokenizer.ggml.tokens", text("a"))],
    ["it has no chat template", withMetadata(model, "tokenizer.chat_template", undefined)],
    ["it has no chat template", withMetadata(model, "tokenizer.chat_template", text(" \n"))],
    ["its metadata lacks gemma4.block_count", withMetadata(model, "gemma4.block_count", undefined)],
    ["its metadata gemma4.block_count is 0", withMetadata(model, "gemma4.block_count", uint32(0))],
  ];
  // What llama.cpp v0.5.0 does with each was tried: it aborts, allocates without end, or never returns.
  const g = (key: string, value: Buffer): GgufParts => withMetadata(whole, `gemma4.${key}`, value);
  const badNumbers: readonly (readonly [detail: string, parts: GgufParts])[] = [
    ["gemma4.block_count is 513", g("block_count", uint32(513))],
    ["gemma4.context_length is 4294967295", g("context_length", uint32(2 ** 32 - 1))],
    ["gemma4.context_length is 4096.5", g("context_length", float32(4096.5))],
    ["gemma4.attention.sliding_window is 2147483647", g("attention.sliding_window", uint32(2 ** 31 - 1))],
    ["gemma4.attention.sliding_window is 4097", g("attention.sliding_window", uint32(4097))],
    ["gemma4.attention.value_length is 64", g("attention.value_length", uint32(64))],
    ["gemma4.attention.value_length_swa is 0", g("attention.value_length_swa", uint32(0))],
    ["gemma4.rope.dimension_count is 0", g("rope.dimension_count", uint32(0))],
    ["gemma4.rope.dimension_count is 7", g("rope.dimension_count", uint32(7))],
    ["gemma4.rope.dimension_count_swa is 130", g("rope.dimension_count_swa", uint32(130))],
    ["gemma4.attention.shared_kv_layers is 1", g("attention.shared_kv_layers", uint32(1))],
    ["gemma4.attention.shared_kv_layers is 6", g("attention.shared_kv_layers", uint32(6))],
    ["gemma4.attention.layer_norm_rms_epsilon is NaN", g("attention.layer_norm_rms_epsilon", float32(NaN))],
    ["gemma4.attention.layer_norm_rms_epsilon is -1", g("attention.layer_norm_rms_epsilon", float32(-1))],
    ["gemma4.expert_count is 1025", g("expert_count", uint32(1025))],
    ["gemma4.expert_used_count is 1", g("expert_used_count", uint32(1))],
    ["gemma4.expert_group_count is 1", g("expert_group_count", uint32(1))],
    ["gemma4.nextn_predict_layers is 7", g("nextn_predict_layers", uint32(7))],
    ["gemma4.rope.scaling.type is unknown", g("rope.scaling.type", text("bogus"))],
    ["tokenizer.ggml.model is unknown", withMetadata(whole, "tokenizer.ggml.model", text("bert"))],
    ["tokenizer.ggml.bos_token_id is 3", withMetadata(whole, "tokenizer.ggml.bos_token_id", uint32(3))],
    [
      "tokenizer.ggml.eos_token_id is 2147483647",
      withMetadata(whole, "tokenizer.ggml.eos_token_id", uint32(2 ** 31 - 1)),
    ],
    ["general.sampling.mirostat is 3", withMetadata(whole, "general.sampling.mirostat", uint32(3))],
    [
      "general.sampling.penalty_repeat is 0",
      withMetadata(whole, "general.sampling.penalty_repeat", float32(0)),
    ],
    ["general.sampling.temp is Infinity", withMetadata(whole, "general.sampling.temp", float32(Infinity))],
  ];
  for (const [detail, parts] of badNumbers) {
    it(`refuses a model whose metadata ${detail}`, () => refuses(parts, `its metadata ${detail}`));
  }

  it("refuses experts of which none is used", () =>
    refuses(g("expert_count", uint32(1)), "its metadata lacks gemma4.expert_used_count"));

  it("refuses the same numbers in a drafter", () => {
    const parts = withMetadata(drafterParts(), "gemma4-assistant.block_count", uint32(0));
    return refuses(parts, "its metadata gemma4-assistant.block_count is 0");
  });

  it("refuses a drafter that does not say which model it was made for", () => {
    const key = "gemma4-assistant.embedding_length_out";
    return refuses(withMetadata(drafterParts(), key, undefined), `its metadata lacks ${key}`);
  });

  for (const [index, [detail, parts]] of badModels.entries()) {
    it(`refuses a model: ${detail} (${String(index)})`, () => refuses(parts, detail));
  }

  const projector = projectorParts();
  const badProjectors: readonly (readonly [detail: string, parts: GgufParts])[] = [
    [
      "the vision projector mlp is not supported",
      withMetadata(projector, "clip.vision.projector_type", text("mlp")),
    ],
    [
      "the audio projector ultravox is not supported",
      withMetadata(projector, "clip.audio.projector_type", text("ultravox")),
    ],
    [
      "its parts for pictures and sound do not belong together",
      withMetadata(projector, "clip.audio.projection_dim", uint32(9)),
    ],
    [
      "it reads neither pictures nor sound",
      withMetadata(
        withMetadata(projector, "clip.has_vision_encoder", bool(0)),
        "clip.has_audio_encoder",
        bool(0),
      ),
    ],
  ];
  for (const [detail, parts] of badProjectors) {
    it(`refuses a projector: ${detail}`, () => refuses(parts, detail));
  }

  it("refuses a projector whose patches are not those of its weights, which mtmd would abort on", async () => {
    const weights = [{ name: "v.patch_embd.weight", lengths: [6912, 2], type: 30, offset: 0 }];
    const parts = { ...projector, tensors: weights, dataBytes: 27_648 };
    const p = (key: string, value: number) => withMetadata(parts, `clip.vision.${key}`, uint32(value));
    assert.equal((await readGguf(await write(p("patch_size", 16)))).role, "projector");
    await refuses(p("patch_size", 7), "its metadata clip.vision.patch_size is 7");
    await refuses(
      withMetadata(p("patch_size", 16), "clip.vision.embedding_length", uint32(2 ** 31 - 1)),
      "its metadata clip.vision.embedding_length is 2147483647",
    );
    await refuses(
      withMetadata(parts, "clip.vision.attention.layer_norm_epsilon", float32(NaN)),
      "its metadata clip.vision.attention.layer_norm_epsilon is NaN",
    );
  });

  const otherFiles: readonly (readonly [detail: string, bytes: string])[] = [
    ["it is empty", ""],
    ["it is a web page, not a model file", "\n<!DOCTYPE html><html><body>Not found</body></html>"],
    [
      "it is a Git LFS pointer, not the model itself",
      "version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
    ],
    ["it is a ZIP archive, not a model file", "PK\x03\x04..."],
    ["it ended too early, in the middle of its header", "GGUF\x03"],
  ];
  for (const [detail, bytes] of otherFiles) {
    it(`refuses another file: ${detail}`, async () => {
      const file = path.join(folder, "other");
      await writeFile(file, bytes);
      await assert.rejects(readGguf(file), isFailure(detail));
    });
  }

  it("says how much of a cut download is there", async () => {
    const file = path.join(folder, "cut");
    await writeFile(file, ggufFile(chatModelParts()).subarray(0, -1));
    await assert.rejects(readGguf(file), isFailure("it ended too early: 559 of 560 bytes"));
  });

  it("refuses a folder", () => assert.rejects(readGguf(folder), isFailure("it is a folder, not a file")));

  it("refuses a pipe without waiting for it", async function () {
    if (process.platform === "win32") return this.skip();
    const pipe = path.join(folder, "pipe");
    execFileSync("/usr/bin/mkfifo", [pipe]);
    await assert.rejects(readGguf(pipe), isFailure("it is a pipe or a device, not a file"));
  });

  it("tells a missing file from a bad one", async () => {
    const file = path.join(folder, "missing");
    await assert.rejects(readGguf(file), (error) => reasonOf(error).kind === "modelMissing");
  });

  async function write(parts: GgufParts, name = "model"): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, ggufFile(parts));
    return file;
  }

  async function refuses(parts: GgufParts, detail: string): Promise<void> {
    await assert.rejects(readGguf(await write(parts)), isFailure(detail));
  }
});

function arrayOfFloats(count: bigint): Buffer {
  return Buffer.concat([u32(9), u32(6), u64(count)]);
}

function isFailure(detail: string): (error: unknown) => boolean {
  return (error) => {
    const reason = reasonOf(error);
    assert(reason.kind === "modelUnreadable");
    assert.equal(reason.detail, detail);
    return true;
  };
}

function reasonOf(error: unknown): FailureReason {
  assert(error instanceof Failure, String(error));
  return error.reason;
}
