import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { readGguf } from "../../../src/engine/models/gguf";
import { checkPair } from "../../../src/engine/models/pairing";
import { nano, root } from "../../support/paths";

interface Figure {
  readonly hit: number;
  readonly of: number;
}

interface Card {
  readonly figures: Readonly<Record<string, Figure>>;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

describe("embedded model", () => {
  const card = JSON.parse(readFileSync(path.join(root, "nano", "card.json"), "utf8")) as Card;

  it("is the one that its card describes", () => {
    const found = card.files.map(({ name }) => {
      const bytes = readFileSync(path.join(root, "nano", name));
      return { name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
    });
    assert.deepEqual(
      found,
      card.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    );
    assert.ok(found.some(({ name }) => name === "nano.gguf") && found.some(({ name }) => name === "nano.mmproj.gguf"));
  });

  it("has the figures of its card on its page", () => {
    const page = readFileSync(path.join(root, "nano", "README.md"), "utf8");
    const [, table = ""] = /<!-- figures -->\n([\s\S]*?)<!-- end -->/.exec(page) ?? [];
    const wanted = Object.entries(card.figures).map(
      ([name, { hit, of }]) =>
        `| ${name} | ${String(hit)} / ${String(of)} | ${((100 * hit) / Math.max(of, 1)).toFixed(1)} % |`,
    );
    assert.deepEqual(table.split("\n").slice(2, -1), wanted);
  });

  it("stays under 12 MB", () => {
    assert.ok(card.files.reduce((sum, { bytes }) => sum + bytes, 0) <= 12_000_000);
  });

  it("is a model and its projector by their headers", async () => {
    const model = await readGguf(nano.model);
    const projector = await readGguf(nano.projector);
    assert.equal(model.role, "model");
    assert.equal(projector.role, "projector");
    assert.ok(projector.vision && projector.audio);
    checkPair(model, projector);
  });
});
