import assert from "node:assert/strict";
import path from "node:path";
import { readHeldOut, type Kind } from "../../scripts/evaluation/heldOut";
import { measure } from "../../scripts/evaluation/measure";
import { Score } from "../../scripts/evaluation/score";
import { Session } from "../../scripts/evaluation/session";
import type { LocalEngine } from "../../src/engine/localEngine";
import { root } from "../support/paths";
import { testEngine } from "../support/testEngine";

/** Far below what was measured (nano/README.md): a broken prompt or file falls through, a retraining does not. */
const floors: readonly { readonly kind: Kind; readonly measure: string; readonly share: number }[] = [
  { kind: "explain", measure: "explanation names function and parameters", share: 0.6 },
  { kind: "bug", measure: "planted bug is named", share: 0.25 },
  { kind: "edit", measure: "edit passes the gate", share: 0.5 },
  { kind: "notes", measure: "note quotes a line of the code", share: 0.5 },
  { kind: "picture", measure: "picture: kind and theme", share: 0.6 },
  { kind: "picture", measure: "texts: recall", share: 0.5 },
  { kind: "command", measure: "command: id", share: 0.25 },
];
const perKind = 4;

describe("embedded model on the product's prompts", function () {
  this.timeout(180_000);
  const { folder, items } = readHeldOut(path.join(root, "nano", "heldout"));
  let engine: LocalEngine;
  before(() => {
    engine = testEngine();
  });
  after(() => engine.dispose());

  for (const kind of new Set(floors.map((floor) => floor.kind))) {
    it(`answers held-out questions of the kind ${kind}`, async () => {
      const score = new Score();
      const session = new Session(engine, score, new AbortController().signal);
      const asked = items.filter((item) => item.kind === kind).slice(0, perKind);
      for (const item of asked) await measure(session, item, folder);
      const figures = score.figures();
      for (const floor of floors.filter((one) => one.kind === kind)) {
        const { hits, of, share } = figures[floor.measure] ?? { hits: 0, of: 0, share: 0 };
        assert.ok(share >= floor.share, `${floor.measure}: ${String(hits)} of ${String(of)}`);
      }
      const json = figures["JSON under a schema is valid"];
      if (json) assert.ok(json.share >= 0.75, `valid JSON: ${String(json.hits)} of ${String(json.of)}`);
    });
  }
});
