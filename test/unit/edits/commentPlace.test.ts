import assert from "node:assert/strict";
import { isOnlyComment } from "../../../src/edits/commentPlace";

/** A language, code with a mark at the start of the line in question, and the comment. */
type Case = readonly [languageId: string, code: string, comment?: string];

const mark = "@@";

function isFine([languageId, code, comment = "// Note."]: Case): boolean {
  const line = code.split("\n").findIndex((text) => text.startsWith(mark));
  return isOnlyComment(code.replace(mark, ""), { languageId, line, comment: [comment] });
}

const fine: Readonly<Record<string, Case>> = {
  code: ["typescript", "let a = 1;\n@@let b = 2;\n"],
  "the first line": ["typescript", "@@let a = 1;\n"],
  "the beginning of a template string": ["typescript", "let a = 1;\n@@let b = `x\ny`;\n"],
  "code in a template string": ["typescript", "let b = `x ${\n@@  y\n}`;\n"],
  "a docstring": ["python", '@@def f():\n    """x\n    y"""\n', "# Note."],
  "an element that is a value": ["typescriptreact", "return (\n@@  <p>\n    x\n  </p>\n);\n"],
  "code in an element": ["typescriptreact", "return <p>{\n@@  list.map(\n    (a) => a)\n}</p>;\n"],
  "an attribute": ["javascriptreact", "return <p\n@@  a={() => 1}\n>x</p>;\n"],
  "code after an element": ["javascript", "const a = <p>x</p>;\n@@const b = 1;\n"],
  "code after type arguments": ["typescriptreact", "const f = <T extends A>(a: T) => a;\n@@const b = 1;\n"],
  "a comparison": ["javascript", "if (a <b && c> d) {\n@@  f();\n}\n"],
  markup: ["html", "<div>\n@@<p>x</p>\n</div>\n", "<!-- Note. -->"],
  "a paragraph": ["markdown", "# A\n\n@@x\n", "<!-- Note. -->"],
  "a language that is not read": ["terraform", "@@a = 1\n", "# Note."],
  PHP: ["php", "<?php\n@@f();\n"],
  "a key after a block of text": ["yaml", "a:\n  run: |\n    x\n\n    y\n@@  b: 1\n", "# Note."],
  "a key of YAML": ["yaml", "a: b|c\n@@b: 1\n", "# Note."],
  "code after a here-document": ["shellscript", "cat <<EOF\nx\nEOF\n@@ls\n", "# Note."],
  "code after a shift": ["ruby", "a = b <<c\n@@d = 1\n", "# Note."],
  "code after a here-string": ["shellscript", "cat <<<EOF\n@@ls\nEOF\n", "# Note."],
};

const wrong: Readonly<Record<string, Case>> = {
  "a line of a template string": ["typescript", "let b = `x\n@@y`;\n"],
  "a line of a docstring": ["python", 'def f():\n    """x\n@@    y"""\n', "# Note."],
  "a line of a long string": ["go", "var a = `x\n@@y`\n"],
  "a child of an element": ["typescriptreact", "return (\n  <p>\n@@    <b>x</b>\n  </p>\n);\n"],
  "text of an element": ["javascript", "return <p>\n@@  It's x\n</p>;\n"],
  "an expression in an element": ["javascriptreact", "return <>\n@@  {x}\n</>;\n"],
  "an element's end": ["typescriptreact", "return <p>\n  {a.map((b) => <i>{b}</i>)}\n@@</p>;\n"],
  "a line that goes on": ["c", "#define A \\\n@@  b\n"],
  "code, by a comment that takes it in": ["cpp", "int a;\n@@int b;\n", "// Note \\"],
  "a comment that it would end": ["typescript", "/* a\n@@ b\n*/\n", "// a */ b"],
  "a script": ["html", "<script>\n@@let a;\n</script>\n", "<!-- Note. -->"],
  "a style": ["vue", "<style>\n@@p { }\n</style>\n", "<!-- Note. -->"],
  "an attribute of markup": ["svelte", "<p\n@@  class='a'>x</p>\n", "<!-- Note. -->"],
  "a code block": ["markdown", "```ts\n@@x\n```\n", "<!-- Note. -->"],
  "a block of text": ["yaml", "run: |\n  x\n\n@@  y\n", "# Note."],
  "a folded block in a list": ["yaml", "- run: >-  # why\n@@    x\n    y\n", "# Note."],
  "a here-document": ["shellscript", "cat <<-'EOF' >a\n\tx\n@@\ty\n\tEOF\nls\n", "# Note."],
  "the end of a here-document": ["dockerfile", "RUN <<EOF\nls\n@@EOF\n", "# Note."],
  "a heredoc of Ruby": ["ruby", "a = <<~SQL\n@@  SELECT 1\nSQL\n", "# Note."],
  "a heredoc of PHP": ["php", "<?php\n$a = <<<'X'\n@@b\nX;\n", "# Note."],
  "a page around PHP": ["php", "<p>\n@@x\n</p><?php f(); ?>\n"],
};

describe("a comment above a line", () => {
  for (const [what, one] of Object.entries(fine)) {
    it(`adds nothing else to ${what}`, () => {
      assert.ok(isFine(one));
    });
  }
  for (const [what, one] of Object.entries(wrong)) {
    it(`would change ${what}`, () => {
      assert.ok(!isFine(one));
    });
  }
});
