import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  chatModelParts,
  drafterParts,
  ggufFile,
  projectorParts,
  uint32,
  withMetadata,
  type GgufParts,
} from "./ggufFile";
import { pairPicked } from "../../../src/engine/models/pickedFiles";
import { Failure } from "../../../src/protocol/failure";

describe("files that a person picked", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "gloss-picked-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  // Discovery passes over files below 10 KB, as they hold no weights.
  async function put(name: string, parts: GgufParts): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, Buffer.concat([ggufFile(parts), Buffer.alloc(20_000)]));
    return file;
  }

  it("are a model with the projector and the drafter that were picked with it", async () => {
    const drafter = await put("a.gguf", drafterParts());
    const projector = await put("b.gguf", projectorParts());
    const model = await put("c.gguf", chatModelParts());
    await put("another drafter.gguf", drafterParts());
    assert.deepEqual(await pairPicked([drafter, projector, model]), { model, projector, drafter });
  });

  it("get what lies beside the model and was not picked", async () => {
    const model = await put("model.gguf", chatModelParts());
    assert.deepEqual(await pairPicked([model]), { model });
    const drafter = await put("drafter.gguf", drafterParts());
    assert.deepEqual(await pairPicked([model]), { model, drafter });
    const projector = await put("projector.gguf", projectorParts());
    assert.deepEqual(await pairPicked([model, projector]), { model, projector, drafter });
    assert.deepEqual(await pairPicked([drafter, model]), { model, projector, drafter });
  });

  it("get nothing from beside the model that was made for another", async () => {
    const model = await put("model.gguf", chatModelParts());
    await put("drafter.gguf", madeForAnother);
    assert.deepEqual(await pairPicked([model]), { model });
  });

  it("are refused when one was made for another model", async () => {
    const model = await put("model.gguf", chatModelParts());
    const drafter = await put("drafter.gguf", madeForAnother);
    await assert.rejects(
      pairPicked([model, drafter]),
      (error) =>
        error instanceof Failure &&
        error.reason.kind === "madeForAnotherModel" &&
        error.reason.path === drafter,
    );
  });

  it("are no model alone, and not two of a kind", async () => {
    const [model, drafter] = [await put("a.gguf", chatModelParts()), await put("b.gguf", drafterParts())];
    assert.equal(await pairPicked([drafter]), undefined);
    assert.equal(await pairPicked([model, await put("c.gguf", chatModelParts())]), undefined);
    assert.equal(await pairPicked([model, drafter, await put("d.gguf", drafterParts())]), undefined);
  });
});

const madeForAnother = withMetadata(drafterParts(), "gemma4-assistant.embedding_length_out", uint32(512));
