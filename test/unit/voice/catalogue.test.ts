import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { catalogue, commandSpecs } from "../../../src/voice/catalogue";
import { root } from "../../support/paths";

describe("voice catalogue", () => {
  it("has at least 25 commands, each once, named in snake case", () => {
    const ids = catalogue.map(({ id }) => id);
    assert.ok(ids.length >= 25);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[a-z]+(_[a-z]+)*$/);
  });

  it("tells the model of every command, by itself or as part of another one", () => {
    const told = new Set(commandSpecs.map(({ id }) => id));
    for (const { id, knownAs } of catalogue) assert.ok(told.has(knownAs ?? id), id);
    assert.ok(!told.has("hide_panel"));
  });

  it("has words for every command", () => {
    const words = readFileSync(path.join(root, "src/features/voice/wordIntent.ts"), "utf8");
    for (const { id } of catalogue) assert.match(words, new RegExp(`^    ${id}: t\\(`, "m"));
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
