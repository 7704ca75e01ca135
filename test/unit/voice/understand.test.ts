import assert from "node:assert/strict";
import { catalogue } from "../../../src/voice/catalogue";
import { understand } from "../../../src/voice/understand";
import { phrasings } from "./phrasings";

describe("understanding of a transcript", () => {
  it("finds command and arguments of at least 98 % of the phrasings that were written by hand", () => {
    const wrong = phrasings.filter(([said, command, args = {}]) => {
      const found = understand(said);
      return found?.id !== command || JSON.stringify(found.arguments) !== JSON.stringify(args);
    });
    assert.ok(phrasings.length >= 200, `${String(phrasings.length)} phrasings`);
    const share = 1 - wrong.length / phrasings.length;
    const misses = wrong.map(([said]) => `${said} -> ${JSON.stringify(understand(said))}`);
    assert.ok(share >= 0.98, `${(100 * share).toFixed(1)} %\n${misses.join("\n")}`);
  });

  it("has phrasings for every command", () => {
    const said = new Set(phrasings.map(([, command]) => command));
    assert.deepEqual(
      catalogue.map(({ id }) => id).filter((id) => !said.has(id)),
      [],
    );
  });

  it("understands every example that it offers", () => {
    for (const { id, examples } of catalogue) {
      for (const example of examples) assert.equal(understand(example)?.id, id, example);
    }
  });

  it("understands nothing in what is no command", () => {
    for (const said of ["", "...", "the quick brown fox", "line", "go to line banana", "hmm"]) {
      assert.equal(understand(said), undefined, said);
    }
  });
});
