import assert from "node:assert/strict";
import { catalogue } from "../../../src/voice/catalogue";

describe("voice catalogue", () => {
  it("has at least 25 commands, each once, named in snake case", () => {
    const ids = catalogue.map(({ id }) => id);
    assert.ok(ids.length >= 25);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[a-z]+(_[a-z]+)*$/);
  });

  it("takes arguments that fit, and no others", () => {
    const goToLine = catalogue.find(({ id }) => id === "go_to_line");
    assert.ok(goToLine);
    assert.deepEqual(goToLine.bind({ line: 12 })?.arguments, { line: 12 });
    for (const bad of [{}, { line: 0 }, { line: 1.5 }, { line: "12" }, { line: 1, name: "a" }, null]) {
      assert.equal(goToLine.bind(bad), undefined);
    }
  });
});
