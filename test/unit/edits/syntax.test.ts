import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { syntaxChecks, type SyntaxProblem } from "../../../src/edits/syntaxChecks";
import { SyntaxTrees } from "../../../src/features/edit/syntaxTree";
import { root } from "../../support/paths";
import { samples } from "./samples";

const trees = new SyntaxTrees((name) => readFile(path.join(root, "dist", "grammars", `${name}.wasm.br`)));

function problemIn(languageId: string, text: string): SyntaxProblem | undefined {
  const check = syntaxChecks[languageId];
  assert.ok(check, languageId);
  return check(text);
}

describe("does it parse", () => {
  for (const { languageId, before, original, better, after } of samples) {
    const [firstLine = ""] = original.trim().split("\n");
    it(`${languageId}: ${firstLine.slice(0, 40)}`, async () => {
      assert.equal(await trees.problem(before + original + after, languageId), undefined);
      assert.equal(await trees.problem(before + better + after, languageId), undefined);
      const broken = `${before}${better.replace(/[)\]]/, "")}${after}`;
      const problem = await trees.problem(broken, languageId);
      assert.ok(problem, "the broken text parses");
    });
  }

  it("after a grammar could not be read at first", async () => {
    const missing = new Set(["tree-sitter", "go"]);
    const shaky = new SyntaxTrees((name) =>
      missing.delete(name)
        ? Promise.reject(new Error("busy"))
        : readFile(path.join(root, "dist", "grammars", `${name}.wasm.br`)),
    );
    await assert.rejects(shaky.problem("package a\n", "go"), /busy/);
    await assert.rejects(shaky.problem("package a\n", "go"), /busy/);
    assert.equal(await shaky.problem("package a\n", "go"), undefined);
  });

  it("tsx and plain javascript", async () => {
    assert.equal(await trees.problem("const a = <p className='x'>don't {b}</p>;\n", "tsx"), undefined);
    assert.equal(
      await trees.problem("module.exports = function (a) { return a < 2 && a > 1; };\n", "tsx"),
      undefined,
    );
    assert.deepEqual(await trees.problem("const a = 1;\nconst = ;\n", "tsx"), { line: 1 });
  });

  it("c, also where its names are words of C++", async () => {
    assert.equal(
      await trees.problem("int next(int class) { return class + 1; }\nint this, new;\n", "c"),
      undefined,
    );
    assert.deepEqual(await trees.problem("int a;\nint f(int b) { return b +; }\n", "c"), { line: 1 });
  });

  it("css", async () => {
    assert.equal(await trees.problem("a:hover { color: red; }\n", "css"), undefined);
    assert.ok(await trees.problem("a { color: red;\nb { }}\n}\n", "css"));
  });

  it("json, with comments where the language has them", () => {
    assert.equal(problemIn("json", '{"a": [1]}'), undefined);
    assert.ok(problemIn("json", '{"a": 1,\n "b": }'));
    assert.equal(problemIn("jsonc", '{"a": 1, // one\n "b": [2,],\n}'), undefined);
  });

  it("html, as far as its elements must be closed", () => {
    const page =
      "<!doctype html>\n<ul><li>one<li>two</ul><img src='a>b'><p>x<br>y\n<script>if (a < b) c();</script>";
    assert.equal(problemIn("html", page), undefined);
    assert.deepEqual(problemIn("html", "<div>\n<span>\n</div>"), { line: 2 });
    assert.deepEqual(problemIn("html", "<p>one</p>\n<div>"), { line: 1 });
  });
});
