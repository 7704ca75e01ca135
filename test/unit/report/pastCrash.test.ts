import assert from "node:assert/strict";
import { crashOf, keepCrash, readCrash } from "../../../src/features/report/pastCrash";

/** What survives a restart, as VS Code keeps it: JSON. */
function memento() {
  const texts = new Map<string, string>();
  return {
    get: (key: string): unknown => JSON.parse(texts.get(key) ?? "null") as unknown,
    update: (key: string, value: unknown) => Promise.resolve(void texts.set(key, JSON.stringify(value))),
  };
}

describe("last crash", () => {
  const exit = { code: 139, signal: null, stderrTail: `${"x".repeat(5_000)} GGML_ASSERT` };

  it("survives, with the end of the last words", async () => {
    const memory = memento();
    assert.equal(readCrash(memory), undefined);
    const crash = crashOf({ kind: "failed", reason: { kind: "engineExited", phase: "reading", exit } });
    assert.ok(crash);
    await keepCrash(memory, crash);
    const read = readCrash(memory);
    assert.ok(read?.reason.kind === "engineExited" && read.reason.phase === "reading");
    assert.ok(read.reason.exit.stderrTail.endsWith("GGML_ASSERT"));
    assert.ok(read.reason.exit.stderrTail.length <= 2_000);
  });

  it("is no refusal and no missing file", () => {
    assert.equal(crashOf({ kind: "starting" }), undefined);
    assert.equal(crashOf({ kind: "failed", reason: { kind: "notConfined", passedOver: [] } }), undefined);
  });

  it("is dropped when another version wrote something else", async () => {
    for (const value of [
      7,
      {},
      { at: "x", reason: {} },
      { at: "2026-01-01", reason: { kind: "engineExited" } },
    ]) {
      const memory = memento();
      await memory.update("gloss.lastCrash", value);
      assert.equal(readCrash(memory), undefined);
    }
  });
});
