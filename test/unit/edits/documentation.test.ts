import assert from "node:assert/strict";
import { documentationFromAnswer } from "../../../src/edits/documentation";
import type { EditTarget } from "../../../src/edits/verdict";

function verdict(languageId: string, original: string, code: string): string {
  const target: EditTarget = {
    original,
    before: "x\n",
    after: "\n",
    languageId,
    eol: "\n",
    indent: { kind: "spaces", size: 4 },
  };
  const result = documentationFromAnswer({ text: `\`\`\`\n${code}\n\`\`\``, stopReason: "stop" }, target);
  return result.kind === "edit" ? result.newText : result.reason.kind;
}

const ts = "  add(a: number) {\n    return a + 1;\n  }";
const py = "    def add(a,\n            b=(1, 2)):\n        return a + b";
const jsdoc = "/**\n * Adds one.\n * @param a\n */";

describe("doc comments", () => {
  it("go above the code, at its level", () => {
    const expected = `  /**\n   * Adds one.\n   * @param a\n   */\n${ts}`;
    assert.equal(verdict("typescript", ts, jsdoc), expected);
    assert.equal(verdict("typescript", ts, `\n${jsdoc.replace(/^/gm, "      ")}\n`), expected);
  });

  it("may come with the code that they document, which stays as it is", () => {
    assert.equal(
      verdict("typescript", ts, `${jsdoc}\nadd(a: number) { return a + 1; }`),
      `  ${jsdoc.replaceAll("\n", "\n  ")}\n${ts}`,
    );
    assert.equal(verdict("typescript", ts, `${jsdoc}\nadd(a: number) { return a + 2; }`), "codeChanged");
    assert.equal(verdict("typescript", ts, `${jsdoc}\nadd(a: number) {`), "codeChanged");
  });

  it("take the place of the one that is there", () => {
    assert.equal(verdict("typescript", `  /** Old. */\n${ts}`, "/** New. */"), `  /** New. */\n${ts}`);
    assert.equal(
      verdict("python", 'def f():\n    """Old.\n\n    More.\n    """\n    return 1', '"""New."""'),
      'def f():\n    """New."""\n    return 1',
    );
  });

  it("go below the head in Python", () => {
    const head = "    def add(a,\n            b=(1, 2)):";
    assert.equal(
      verdict("python", py, '"""Adds.\n\n:param a: one\n"""'),
      `${head}\n        """Adds.\n\n        :param a: one\n        """\n        return a + b`,
    );
    const whole = `${head}\n        '''Adds.'''\n        return a + b`;
    assert.equal(verdict("python", py, whole), whole);
    assert.equal(verdict("python", py, whole.replace("a + b", "a - b")), "codeChanged");
  });

  it("have the marks of their language", () => {
    assert.equal(
      verdict("go", "func A() int {\n\treturn 1\n}", "// A gives one.\n// Always."),
      "// A gives one.\n// Always.\nfunc A() int {\n\treturn 1\n}",
    );
    assert.equal(verdict("rust", "fn a() {}", "/// Does nothing."), "/// Does nothing.\nfn a() {}");
    assert.equal(
      verdict("java", "@Override\nint a() { return 1; }", "/** One. */"),
      "/** One. */\n@Override\nint a() { return 1; }",
    );
  });

  it("are refused when they are none, or not whole", () => {
    assert.equal(verdict("typescript", ts, "add(a) { return a; }"), "codeChanged");
    assert.equal(verdict("typescript", ts, "/**\n * Adds"), "codeChanged");
    assert.equal(verdict("typescript", ts, "Adds one to a."), "codeChanged");
    assert.equal(verdict("python", py, '"""Adds.'), "incomplete");
    assert.equal(verdict("python", py, '"""Adds.""".'), "incomplete");
    assert.equal(verdict("typescript", ts, "/** ... rest of the comment ... */"), "placeholder");
    assert.equal(verdict("python", "a = 1", '"""Adds."""'), "incomplete");
  });
});
