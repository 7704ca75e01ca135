import assert from "node:assert/strict";
import { editFromAnswer } from "../../../src/edits/editFromAnswer";
import type { EditTarget } from "../../../src/edits/verdict";

function newText(original: string, code: string, more: Partial<EditTarget> = {}): string {
  const target: EditTarget = {
    original,
    before: "a();\n",
    after: "\nb();\n",
    languageId: "typescript",
    eol: "\n",
    indent: { kind: "spaces", size: 4 },
    ...more,
  };
  const verdict = editFromAnswer({ text: `\`\`\`\n${code}\n\`\`\``, stopReason: "stop" }, target);
  return verdict.kind === "edit" ? verdict.newText : verdict.reason.kind;
}

describe("indentation", () => {
  it("of lines that stay is kept to the byte where a file mixes styles", () => {
    const mixed = "if (a) {\n\tb();\n    c();\n\t  d();\n}";
    assert.equal(
      newText(mixed, "if (a) {\n    b();\n    c();\n    d();\n    e();\n}"),
      "if (a) {\n\tb();\n    c();\n\t  d();\n\te();\n}",
    );
  });

  it("of lines that move a level in is that of the new level", () => {
    assert.equal(
      newText("\ta();\n\tb();", "if (c) {\n  a();\n  b();\n}"),
      "\tif (c) {\n\t\ta();\n\t\tb();\n\t}",
    );
  });

  it("of a doc comment keeps its alignment", () => {
    assert.equal(
      newText("\tf() {\n\t}", "/**\n * One.\n */\nf() {\n    g();\n}"),
      "\t/**\n\t * One.\n\t */\n\tf() {\n\t\tg();\n\t}",
    );
  });

  it("comes from the file where the selection shows none", () => {
    const before = "x {\n  y {\n    z();\n  }\n}\n";
    assert.equal(newText("f();", "if (a) {\n    f();\n}", { before }), "if (a) {\n  f();\n}");
  });

  it("before the selection stays where it is", () => {
    assert.equal(newText("f();", "  f(1);\n  g();", { before: "{\n\t\t" }), "f(1);\n\t\tg();");
    assert.equal(newText("f()", "f(1)", { before: "{\n  return ", after: ";\n}" }), "f(1)");
  });

  it("keeps blank lines around the selected code", () => {
    assert.equal(newText("\n\n  f();\n\n", "f(1);"), "\n\n  f(1);\n\n");
    assert.equal(newText("\r\n  f();\r\n", "f(1);\ng();", { eol: "\r\n" }), "\r\n  f(1);\r\n  g();\r\n");
  });
});
