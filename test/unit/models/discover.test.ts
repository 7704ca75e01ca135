import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { discoverModels } from "../../../src/engine/models/discover";
import { modelPlaces } from "../../../src/engine/models/modelPlaces";
import {
  chatModelParts,
  drafterParts,
  ggufFile,
  projectorParts,
  text,
  texts,
  uint32,
  withMetadata,
  type GgufParts,
} from "./ggufFile";

// Files below 10 KB are passed over, as they hold no weights.
function large(parts: GgufParts): Buffer {
  return Buffer.concat([ggufFile(parts), Buffer.alloc(20_000)]);
}

const model = large(chatModelParts());
const projector = large(projectorParts());
const drafter = large(drafterParts());

describe("discovery", () => {
  let home = "";
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), "gloss-home-"));
  });
  afterEach(() => rm(home, { recursive: true }));

  const find = (bounds = {}) =>
    discoverModels(
      modelPlaces(home, {}).filter(({ folder }) => folder.startsWith(home)),
      bounds,
    );

  async function put(file: string, bytes: Buffer | string): Promise<string> {
    const full = path.join(home, file);
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(full, bytes);
    return full;
  }

  it("finds a model with its projector and drafter in LM Studio's folder", async () => {
    await put(".lmstudio/models/google/gemma/any-name.gguf", model);
    await put(".lmstudio/models/google/gemma/another.gguf", projector);
    await put(".lmstudio/models/google/gemma/third.gguf", drafter);
    const { models, isComplete } = await find();
    assert.equal(isComplete, true);
    assert.equal(models.length, 1);
    const [found] = models;
    assert.deepEqual([found?.place, found?.name], ["LM Studio", "any-name"]);
    assert.equal(path.basename(found?.projector?.path ?? ""), "another.gguf");
    assert.equal(path.basename(found?.drafter?.path ?? ""), "third.gguf");
  });

  it("follows Ollama's manifests to its blobs", async () => {
    const [one, two] = ["a".repeat(64), "b".repeat(64)];
    const layers = [
      { mediaType: "application/vnd.ollama.image.model", digest: `sha256:${one}` },
      { mediaType: "application/vnd.ollama.image.projector", digest: `sha256:${two}` },
      { mediaType: "application/vnd.ollama.image.license", digest: `sha256:${"c".repeat(64)}` },
    ];
    await put(".ollama/models/manifests/registry.ollama.ai/library/gemma4/12b", JSON.stringify({ layers }));
    await put(`.ollama/models/blobs/sha256-${one}`, model);
    await put(`.ollama/models/blobs/sha256-${two}`, projector);
    const { models } = await find();
    assert.deepEqual(
      models.map(({ name, place }) => [name, place]),
      [["gemma4:12b", "Ollama"]],
    );
    assert.ok(models[0]?.projector);
  });

  it("follows the links of a Hugging Face cache", async () => {
    const blob = await put(".cache/huggingface/hub/models--google--gemma/blobs/1", model);
    const snapshot = path.join(home, ".cache/huggingface/hub/models--google--gemma/snapshots/main");
    await mkdir(snapshot, { recursive: true });
    await symlink(blob, path.join(snapshot, "gemma.gguf"));
    const { models } = await find();
    assert.deepEqual(
      models.map(({ name, place }) => [name, place]),
      [["gemma", "Hugging Face"]],
    );
  });

  it("finds the caches of llama.cpp and Jan", async () => {
    await put(".cache/llama.cpp/one.gguf", model);
    await put(
      "jan/models/two/two.gguf",
      large(withMetadata(chatModelParts(), "general.name", text("Another"))),
    );
    assert.deepEqual((await find()).models.map(({ place }) => place).toSorted(), ["Jan", "llama.cpp"]);
  });

  it("shows two copies once, the one that has a projector", async () => {
    const first = await put(".lmstudio/models/a/a.gguf", model);
    await mkdir(path.join(home, ".cache/llama.cpp"), { recursive: true });
    await copyFile(first, path.join(home, ".cache/llama.cpp/b.gguf"));
    await put(".cache/llama.cpp/p.gguf", projector);
    const { models } = await find();
    assert.deepEqual(
      models.map(({ name }) => name),
      ["b"],
    );
  });

  it("pairs no projector of another model, and shows no projector, drafter or broken file alone", async () => {
    await put(".cache/llama.cpp/model.gguf", model);
    await put(
      ".cache/llama.cpp/p.gguf",
      large(
        withMetadata(
          withMetadata(projectorParts(), "clip.vision.projection_dim", uint32(512)),
          "clip.audio.projection_dim",
          uint32(512),
        ),
      ),
    );
    await put(".cache/llama.cpp/d.gguf", drafter);
    await put(".lmstudio/models/broken.gguf", model.subarray(0, 300));
    await put(".lmstudio/models/page.gguf", "<html>".padEnd(20_000));
    const { models } = await find();
    assert.equal(models.length, 1);
    assert.equal(models[0]?.projector, undefined);
  });

  it("pairs the drafter that was made for the model, not the one that lies before it", async () => {
    const embeddingOut = "gemma4-assistant.embedding_length_out";
    const others = [
      withMetadata(drafterParts(), embeddingOut, uint32(512)),
      withMetadata(drafterParts(), "tokenizer.ggml.tokens", texts(["<pad>", "a"])),
    ];
    await put(".lmstudio/models/a/model.gguf", model);
    for (const [index, other] of others.entries()) {
      await put(`.lmstudio/models/a/${String(index)}.gguf`, large(other));
    }
    assert.equal((await find()).models[0]?.drafter, undefined);
    await put(".lmstudio/models/a/right.gguf", drafter);
    assert.equal(path.basename((await find()).models[0]?.drafter?.path ?? ""), "right.gguf");
  });

  it("ends at its bounds and says so", async () => {
    for (let index = 0; index < 30; index++) await put(`.cache/llama.cpp/${String(index)}.gguf`, model);
    assert.equal((await find({ entries: 10 })).isComplete, false);
    assert.equal((await find({ files: 3 })).isComplete, false);
    assert.equal((await find({ ms: -1 })).isComplete, false);
  });

  it("does not walk in circles", async () => {
    await put(".cache/llama.cpp/model.gguf", model);
    await symlink(path.join(home, ".cache"), path.join(home, ".cache/llama.cpp/loop"));
    assert.equal((await find()).models.length, 1);
  });
});
