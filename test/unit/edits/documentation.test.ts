import assert from "node:assert/strict";
import fc from "fast-check";
import { documentationFromAnswer } from "../../../src/edits/documentation";
import type { EditTarget } from "../../../src/edits/verdict";

function verdict(languageId: string, original: string, code: string, before = "x\n"): string {
  const target: EditTarget = {
    original,
    before,
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
    assert.equal(verdict("python", "a = 1", '"""Adds."""'), "noPlace");
  });

  it("leave the code that stands behind the old one on its line", () => {
    assert.equal(
      verdict(
        "typescript",
        "  /** Id. */ readonly id: string;\n  /** Name. */ readonly name: string;",
        "/** Key. */",
      ),
      "  /** Key. */\n  readonly id: string;\n  /** Name. */ readonly name: string;",
    );
    assert.equal(
      verdict("javascript", "/** @type {string[]} */ const names = [];\nadd(names);", "/** All names. */"),
      "/** All names. */\nconst names = [];\nadd(names);",
    );
    assert.equal(verdict("typescript", "/** A.\n * B. */ f();", "/** C. */"), "/** C. */\nf();");
    assert.equal(
      verdict("python", 'def f():\n    """Old."""  # noqa: D400\n    return 1', '"""New."""'),
      'def f():\n    """New."""  # noqa: D400\n    return 1',
    );
    assert.equal(
      verdict("python", 'def f():\n    """a""".strip()\n    return 1', '"""New."""'),
      'def f():\n    """New."""\n    """a""".strip()\n    return 1',
    );
  });

  it("take the place of the one that is there in whatever form their language has", () => {
    const places: readonly (readonly [languageId: string, old: string, fresh: string, code: string])[] = [
      ["rust", "/// Old.\n///\n/// # Errors\n/// None.", "/// New.", "#[inline]\nfn a() {}"],
      ["rust", "//! Old.", "//! New.", "use std::io;"],
      ["cpp", "//! Old.\n//! More.", "/// New.", "int a();"],
      ["csharp", "/// <summary>Old.</summary>", "/// <summary>New.</summary>", "int A() { return 1; }"],
      ["go", "// A is old.\n//\n// More.", "// A is new.", "func A() int {\n\treturn 1\n}"],
      ["go", "/* A is old. */", "// A is new.", "func A() {}"],
      ["lua", "--- Old.\n--- More.", "--- New.", "function a() end"],
      ["ruby", "# Old.\n#\n# More.", "# New.", "def a\nend"],
      ["java", "/** Old. */", "/** New. */", "@Override\nint a() { return 1; }"],
      ["kotlin", "/** Old [a]. */", "/** New. */", "fun a() = 1"],
      ["haskell", "-- | Old.", "-- | New.", "a = 1"],
    ];
    for (const [languageId, old, fresh, code] of places)
      assert.equal(verdict(languageId, `${old}\n${code}`, fresh), `${fresh}\n${code}`, languageId);
    assert.equal(
      verdict("rust", "#[inline]\n/// Old.\nfn a() {}", "/// New."),
      "#[inline]\n/// New.\nfn a() {}",
    );
    assert.equal(
      verdict("python", "def f():\n    'Old.'\n    return 1", '"""New."""'),
      'def f():\n    """New."""\n    return 1',
    );
  });

  it("leave other comments: notes, those for tools, and what a blank line sets apart", () => {
    const kept: readonly (readonly [languageId: string, above: string, fresh: string, code: string])[] = [
      ["typescript", "/** @file All of it. */\n\n", "/** New. */", "f();"],
      ["typescript", '/// <reference types="node" />\n\n', "/** New. */", "f();"],
      ["typescript", "#!/usr/bin/env node\n", "/** New. */", "f();"],
      ["php", "<?php\n", "/** New. */", "f();"],
      ["go", "// Copyright.\n\n", "// A is new.", "func A() {}"],
      ["rust", "//! The module.\n#![allow(x)]\n", "/// New.", "fn a() {}"],
      ["shellscript", "#!/bin/sh\n", "# New.", "a() {\n  b\n}"],
    ];
    for (const [languageId, above, fresh, code] of kept)
      assert.equal(verdict(languageId, above + code, fresh), `${above}${fresh}\n${code}`, languageId);
    assert.equal(
      verdict("typescript", "/** Old. */\n// eslint-disable-next-line\nf();", "/** New. */"),
      "/** New. */\n// eslint-disable-next-line\nf();",
    );
    assert.equal(
      verdict("go", "// A is old.\n//go:noinline\nfunc A() {}", "// A is new."),
      "// A is new.\n//go:noinline\nfunc A() {}",
    );
    assert.equal(
      verdict("typescript", "// note\nf();", "// note\n/** New. */\nf();"),
      "/** New. */\n// note\nf();",
    );
  });

  it("stand in the function that they are about, or nowhere", () => {
    assert.equal(verdict("python", "def f(): return 1\n\ndef g():\n    return 2", '"""F."""'), "noPlace");
    assert.equal(
      verdict("python", "def f() \\\n    -> int:\n    return 1", '"""F."""'),
      'def f() \\\n    -> int:\n    """F."""\n    return 1',
    );
    assert.equal(
      verdict("python", "def f():\n# note\n    return 1", '"""F."""'),
      'def f():\n    """F."""\n# note\n    return 1',
    );
    assert.equal(verdict("python", "class A:\nx = 1", '"""A."""'), "noPlace");
    assert.equal(verdict("typescript", "g(1)", "/** One. */", "return "), "noPlace");
    assert.equal(verdict("rust", "/** /*{ */\nfn f() {}", "/// One."), "noPlace"); // comments nest in Rust
    assert.equal(verdict("typescript", "a = `one", "/** One. */"), "noPlace");
    assert.equal(verdict("typescript", "g(1);", "/** One.\n */", "x\n  "), "/** One.\n   */\n  g(1);");
    assert.equal(verdict("typescriptreact", "<p>One</p>", "/** One. */"), "noPlace");
  });

  it("end where their language says so, or swallow the code and are refused", () => {
    assert.equal(verdict("rust", "fn a() {}", "/** Of /* one. */"), "codeChanged");
    assert.equal(verdict("typescript", "f();", "/** Of /* one. */"), "/** Of /* one. */\nf();");
    assert.equal(verdict("c", "int a;", "/// In C:\\"), "incomplete");
    assert.equal(verdict("python", "def f():\n    return 1", '"""A \\"""'), "incomplete");
    assert.equal(verdict("python", "def f():\n    return 1", '"""A "b""""'), "incomplete");
  });
});

describe("a doc comment for any code in any language", () => {
  const slashes = ["// KEEP\n", "/* KEEP */ "];
  const jsdoc = ["/** OLD. */ ", "/** OLD. */\n", "/**\n * OLD.\n */\n", "/** OLD */ /* KEEP */\n"];
  const lines = ["/// OLD.\n/// OLD.\n"];
  const forms = [
    { ids: ["typescript", "javascript", "java", "php"], fresh: "/** NEW. */", old: jsdoc, other: slashes },
    { ids: ["scala", "kotlin", "swift"], fresh: "/**\n * NEW.\n */", old: jsdoc, other: slashes },
    { ids: ["c", "cpp", "csharp"], fresh: "/// NEW.\n/// NEW.", old: [...jsdoc, ...lines], other: slashes },
    { ids: ["rust", "dart"], fresh: "/// NEW.", old: [...jsdoc, ...lines], other: slashes },
    { ids: ["go"], fresh: "// NEW.", old: ["// OLD.\n// OLD.\n", "/* OLD */ "], other: ["//go:KEEP it\n"] },
    { ids: ["lua"], fresh: "--- NEW.", old: ["--- OLD.\n--- OLD.\n"], other: ["-- KEEP\n"] },
    {
      ids: ["ruby", "shellscript"],
      fresh: "# NEW.",
      old: ["# OLD.\n# OLD.\n"],
      other: ["# shellcheck KEEP\n"],
    },
  ].flatMap(({ ids, ...form }) => ids.map((languageId) => ({ languageId, ...form })));
  const codeLine = fc.constantFrom("a();", '  b("*/");', 'c("/*");', "", "\td();", "e(1); ", 'f("#");');
  const codes = fc.array(codeLine, { maxLength: 6 }).map((all) => ["first();", ...all, "last();"]);
  const filled = (text: string): string[] =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");

  it("brings in the new one, takes out the old one, and leaves every line of code and every other comment", () => {
    const cases = fc.constantFrom(...forms).chain((form) =>
      fc.record({
        form: fc.constant(form),
        code: codes,
        indent: fc.constantFrom("", "  ", "\t"),
        above: fc.array(fc.constantFrom(...form.other), { maxLength: 2 }).map((all) => all.join("")),
        old: fc.constantFrom("", ...form.old),
        below: fc.constantFrom("", ...form.other),
      }),
    );
    fc.assert(
      fc.property(cases, ({ form, code, indent, above, old, below }) => {
        const original = (above + old + below + code.join("\n")).replace(/^(?=.)/gm, indent);
        const text = verdict(form.languageId, original, form.fresh);
        assert.ok(text.includes("NEW"), text);
        assert.equal(text.split("OLD").length, 1, text);
        assert.equal(text.split("KEEP").length, original.split("KEEP").length, text);
        const bare = filled(text.replaceAll("/* KEEP */", "\n"));
        assert.deepEqual(
          bare.filter((line) => !/NEW|KEEP|^\/\*\*$|^\*\/$/.test(line)),
          filled(code.join("\n")),
          text,
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it("leaves every line of Python, in its order and with its indentation", () => {
    const old = [
      "",
      '"""OLD."""',
      "'''OLD\n\n    OLD.\n    '''",
      "r'OLD'",
      '"""OLD."""  # note',
      "# note\n    'OLD'",
    ];
    const statements = ["a = 1", 'b = """\n  x\n"""', 'c(\'"""\')', "", "if d:\n        pass"];
    const cases = fc.record({
      head: fc.constantFrom(
        "def f(a):",
        "async def f(\n    a=':',\n):",
        "class A(B):  # note",
        "@d\ndef f():",
      ),
      old: fc.constantFrom(...old),
      body: fc.array(fc.constantFrom(...statements), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(cases, ({ head, old: oldDoc, body }) => {
        const code = [...body, "return 1"].map((line) => (line === "" ? "" : `    ${line}`)).join("\n");
        const original = `${head}\n${oldDoc === "" ? "" : `    ${oldDoc}\n`}${code}`;
        const text = verdict("python", original, '"""NEW."""');
        assert.ok(text.startsWith(head) && text.endsWith(code) && text.includes('    """NEW."""'), text);
        assert.equal(text.split("OLD").length, 1, text);
      }),
      { numRuns: 1_000 },
    );
  });
});
