import assert from "node:assert/strict";
import { decide } from "../../../src/voice/spokenCommand";

const answer = (heard: string, command: string, args: Record<string, unknown> = {}): string =>
  JSON.stringify({ heard, command, arguments: args });

function sure(text: string): { readonly id: string; readonly args: unknown } {
  const decision = decide(text);
  if (decision.kind !== "sure") throw new Error(`not sure of ${text}`);
  return { id: decision.intent.id, args: decision.intent.arguments };
}

function nearest(text: string): readonly string[] {
  const decision = decide(text);
  if (decision.kind !== "unsure") throw new Error(`not unsure of ${text}`);
  return decision.nearest.map(({ id }) => id);
}

describe("decision on a spoken command", () => {
  it("is sure where the model's choice is what its transcript says", () => {
    assert.deepEqual(sure(answer("go to line 120", "go_to_line", { line: 120 })), {
      id: "go_to_line",
      args: { line: 120 },
    });
    assert.deepEqual(sure(answer("rename this to case model", "rename_symbol", { name: "caseModel" })).args, {
      name: "caseModel",
    });
  });

  it("takes the arguments from the transcript where the model wrote others", () => {
    assert.deepEqual(sure(answer("go to line twelve", "go_to_line", { line: 120 })).args, { line: 12 });
    assert.deepEqual(sure(answer("rename this to case model", "rename_symbol", { name: "caseTree" })).args, {
      name: "case model",
    });
  });

  it("trusts the model with words of its own, as long as the arguments were said", () => {
    const heard = "could the cursor be brought to line 40";
    assert.equal(sure(answer(heard, "go_to_line", { line: 40 })).id, "go_to_line");
    assert.ok(nearest(answer(heard, "go_to_line", { line: 90 })).includes("go_to_line"));
  });

  it("does exactly what was said of a command that the model knows less exactly", () => {
    assert.equal(sure(answer("hide the panel", "toggle_panel")).id, "hide_panel");
    assert.equal(sure(answer("split down", "split_editor")).id, "split_down");
    assert.equal(sure(answer("leave zen mode", "none")).id, "leave_zen");
  });

  it("is not sure of a command of which nothing was said", () => {
    assert.ok(nearest(answer("banana", "close_editor")).includes("close_editor"));
    assert.deepEqual(nearest(answer("what does the editor do", "close_editor")).slice(0, 2), [
      "ask",
      "close_editor",
    ]);
    assert.ok(nearest(answer("banana", "open_file", { name: "banana" })).includes("open_file"));
    assert.equal(sure(answer("shut this file", "close_editor")).id, "close_editor");
  });

  it("takes no part of a number for the number", () => {
    const heard = "could the cursor be brought to line 140";
    assert.ok(nearest(answer(heard, "go_to_line", { line: 14 })).includes("go_to_line"));
  });

  it("takes an outright command where the model has given up", () => {
    assert.equal(sure(answer("split the editor", "none")).id, "split_editor");
    assert.equal(sure(answer("save all files", "ask", { question: "save all files" })).id, "save_all");
  });

  it("offers three where model and transcript disagree, the transcript's first", () => {
    const offered = nearest(answer("save all files", "undo"));
    assert.deepEqual(offered.slice(0, 2), ["save_all", "undo"]);
    assert.equal(offered.length, 3);
  });

  it("offers the nearest, and to ask, where nothing is understood", () => {
    const offered = nearest(answer("tests run now do", "none"));
    assert.ok(offered.includes("run_tests"));
    assert.ok(offered.includes("ask"));
  });

  it("takes what was heard from an answer that was cut off", () => {
    assert.equal(sure('{"heard": "undo that", "comm').id, "undo");
  });

  it("hears silence in nothing and in no JSON", () => {
    for (const text of [answer("", "none"), answer("…", "ask", { question: "…" }), "{", "hello"]) {
      assert.deepEqual(decide(text), { kind: "silence" });
    }
  });
});
