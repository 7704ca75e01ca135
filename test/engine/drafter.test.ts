import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { nano, root } from "../support/paths";
import { randomDrafter } from "../support/randomDrafter";
import { collect, explainSum, failureOf, request, testEngine } from "../support/testEngine";
import { drafterParts, ggufFile, uint32, withMetadata } from "../unit/models/ggufFile";

describe("drafter", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-drafter-"));
  const drafterPath = path.join(folder, "drafter.gguf");
  const files = { modelPath: nano.model, projectorPath: nano.projector, contextTokens: 4096 };
  const [plain, drafted] = [testEngine(files), testEngine({ ...files, drafterPath })];
  before(() => writeFileSync(drafterPath, randomDrafter()));
  after(async () => {
    await Promise.all([plain.dispose(), drafted.dispose()]);
    rmSync(folder, { recursive: true });
  });

  const screen = readFileSync(path.join(root, "demo", "screenshots", "login-form.png")).toString("base64");
  const questions = {
    text: request(explainSum, { maxTokens: 40 }),
    "a picture": request("", {
      maxTokens: 40,
      messages: [
        {
          role: "user",
          content: [
            { type: "image_url", image_url: { url: `data:image/png;base64,${screen}` } },
            { type: "text", text: "Describe this screenshot." },
          ],
        },
      ],
    }),
  };
  for (const [what, question] of Object.entries(questions)) {
    it(`changes no word of an answer about ${what}`, async () => {
      const signal = new AbortController().signal;
      const alone = await collect(plain.answer(question, signal));
      const together = await collect(drafted.answer(question, signal));
      assert.ok(alone.text.length > 20);
      assert.equal(together.text, alone.text);
      assert.equal(drafted.state.kind, "ready");
    });
  }

  it("is refused before anything starts when it was made for another model", async () => {
    const otherPath = path.join(folder, "other.gguf");
    const embeddingLength = "gemma4-assistant.embedding_length_out";
    writeFileSync(otherPath, ggufFile(withMetadata(drafterParts(), embeddingLength, uint32(3840))));
    const engine = testEngine({ ...files, drafterPath: otherPath });
    const reason = await failureOf(engine.describe(new AbortController().signal));
    const misfit = { role: "drafter", number: "embeddingLength", has: 3840, needs: 256 };
    assert.deepEqual(reason, { kind: "madeForAnotherModel", path: otherPath, ...misfit });
    assert.equal(engine.pid, undefined);
    await engine.dispose();
  });

  it("is refused when it is another kind of file", async () => {
    const engine = testEngine({ ...files, drafterPath: nano.projector });
    const reason = await failureOf(engine.describe(new AbortController().signal));
    assert.ok(reason.kind === "modelUnreadable" && reason.detail.includes("a drafter is needed"));
    await engine.dispose();
  });
});
