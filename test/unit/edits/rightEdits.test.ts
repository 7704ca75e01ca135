import assert from "node:assert/strict";
import { editFromAnswer } from "../../../src/edits/editFromAnswer";
import type { EditTarget } from "../../../src/edits/verdict";

interface RightEdit {
  readonly what: string;
  readonly languageId: string;
  readonly before?: string;
  readonly original: string;
  /** The answer's code; it is what must stand in the file. */
  readonly code: string;
  readonly after?: string;
  readonly fence?: string;
  /** What the answer says above its code. */
  readonly prose?: string;
}

/** Good edits that look like what the gate is there to stop. */
const edits: readonly RightEdit[] = [
  {
    what: "a table with numbers for keys",
    languageId: "typescript",
    original: "const names = {\n  1: 'one',\n};",
    code: "const names = {\n  1: 'one',\n  2: 'two',\n  3: 'three',\n};",
  },
  {
    what: "spread, rest and optional chaining",
    languageId: "typescript",
    original: "function merge(a, b) {\n  return Object.assign({}, a, b);\n}",
    code: "function merge(...all) {\n  return { ...all[0], ...(all[1] ?? {}) };\n}",
  },
  {
    what: "dots in texts",
    languageId: "typescript",
    original: "function label() {\n  return 'Loading';\n}",
    code: 'function label() {\n  // Shown until the rest has come.\n  return busy ? "Loading the rest..." : "…";\n}',
  },
  {
    what: "a placeholder that was there before",
    languageId: "typescript",
    original: "function later() {\n  // ...\n  // TODO: implement this\n  return 1;\n}",
    code: "function later() {\n  // ...\n  // TODO: implement this\n  return 2;\n}",
  },
  {
    what: "a regular expression full of brackets",
    languageId: "javascript",
    original: "const open = /[(]/;\nconst a = f(open);",
    code: 'const open = /[({\\[]/g;\nconst quote = /"/;\nconst a = f(open, quote);',
  },
  {
    what: "apostrophes in the text of an element",
    languageId: "typescriptreact",
    original: "function Note() {\n  return <p>It is here.</p>;\n}",
    code: "function Note() {\n  return <p>It isn't here, is it? Don't {count(1)}.</p>;\n}",
  },
  {
    what: "a function as an arrow",
    languageId: "typescript",
    original: "export function double(n: number): number {\n  return n * 2;\n}",
    code: "export const double = (n: number): number => n * 2;",
  },
  {
    what: "another name for the function",
    languageId: "python",
    original: "def f(x):\n    return x * 2",
    code: "def double(number):\n    return number * 2",
  },
  {
    what: "a much shorter function",
    languageId: "python",
    original:
      "def total(rows):\n    result = 0\n    for row in rows:\n        if row.price:\n            result += row.price\n    return result",
    code: "def total(rows):\n    return sum(row.price for row in rows if row.price)",
  },
  {
    what: "branches that both give back",
    languageId: "python",
    original: "def sign(x):\n    if x < 0:\n        return -1\n    return 1",
    code: "def sign(x):\n    if x < 0:\n        return -1\n    elif x == 0:\n        return 0\n    else:\n        return 1",
  },
  {
    what: "a stub of a protocol",
    languageId: "python",
    original: "class Reader(Protocol):\n    def read(self) -> str: ...",
    code: "class Reader(Protocol):\n    def read(self) -> bytes: ...",
  },
  {
    what: "a docstring with a list",
    languageId: "python",
    original: "def run(steps):\n    for step in steps:\n        step()",
    code: 'def run(steps):\n    """Runs steps.\n\n    1. The first\n    2. The second\n    3. The rest\n    """\n    for step in steps:\n        step()',
  },
  {
    what: "variadic parameters",
    languageId: "go",
    original: "func join(a string, b string) string {\n\treturn a + b\n}",
    code: 'func join(all ...string) string {\n\treturn strings.Join(append([]string{}, all...), "")\n}',
  },
  {
    what: "a prototype with dots",
    languageId: "c",
    original: "int log_line(const char *format);",
    code: "int log_line(const char *format, ...);",
  },
  {
    what: "lifetimes and characters",
    languageId: "rust",
    original: "fn first<'a>(text: &'a str) -> Option<&'a str> {\n    text.split(' ').next()\n}",
    code: "fn first<'a>(text: &'a str) -> Option<&'a str> {\n    text.split(['(', '\\'', '\"']).next()\n}",
  },
  {
    what: "a range pattern",
    languageId: "rust",
    original: "match n {\n    0 => 1,\n    _ => 2,\n}",
    code: "match n {\n    0..=9 => Point { x: 1, ..base },\n    _ => 2,\n}",
  },
  {
    what: "a raw string of several lines",
    languageId: "go",
    original: "var query = `\nselect *\n  from a`",
    code: "var query = `\nselect *\n  from b\n where (x = 1`",
  },
  {
    what: "rules of a style sheet",
    languageId: "css",
    original: "a {\n  color: red;\n}",
    code: "a {\n  color: red;\n}\n\na:hover::after {\n  content: '…';\n}",
  },
  {
    what: "elements without an end",
    languageId: "html",
    before: "<ul>\n",
    original: "  <li>One\n  <li>It's two",
    code: "  <li>One\n  <li>It's two :)\n  <li>Three",
    after: "\n</ul>\n",
  },
  {
    what: "a row of a JSON file",
    languageId: "json",
    before: "{\n",
    original: '  "name": "a",',
    code: '  "name": "a",\n  "tags": ["x", "y"],',
    after: '\n  "end": true\n}\n',
    fence: "json",
  },
  {
    what: "a script",
    languageId: "shellscript",
    original: 'for f in *.ts; do\n  echo "$f"\ndone',
    code: 'for f in *.ts; do\n  echo "It\'s ${f%.ts}"\ndone',
    fence: "sh",
  },
  {
    what: "a block of code in Markdown",
    languageId: "markdown",
    original: "## Use\n\nRun it.",
    code: "## Use\n\nRun it:\n\n```sh\nnpm start\n```",
    fence: "md",
  },
  {
    what: "a method more",
    languageId: "java",
    before: "class A {\n",
    original: "    int one() {\n        return 1;\n    }",
    code: '    int one() {\n        return 1;\n    }\n\n    @Override\n    public String toString() {\n        return "A";\n    }',
    after: "\n}\n",
  },
  {
    what: "part of a line",
    languageId: "typescript",
    before: "const a = ",
    original: "b + c",
    code: "(b + c) * 2",
    after: ";\n",
  },
  {
    what: "half of a block that was selected so",
    languageId: "typescript",
    before: "if (a) {\n",
    original: "  b();\n} else {\n  c();",
    code: "  b(1);\n} else {\n  c(2);",
    after: "\n}\n",
  },
  {
    what: "one statement out of a function",
    languageId: "typescript",
    before: "function f() {\n",
    original: "    g();",
    code: "    for (const h of all) {\n        g(h);\n    }",
    after: "\n}\n",
  },
  {
    what: "control tokens that the code is about",
    languageId: "typescript",
    original: "const ends = ['<eos>', '<|im_end|>'];",
    code: "const ends = ['<eos>', '<|im_end|>', 'stop'];",
  },
  {
    what: "an apology that the program makes",
    languageId: "typescript",
    original: "const text = 'No.';",
    code: 'const text = "Sorry, I can\'t do that.";',
  },
  {
    what: "a comment about what the program cannot rely on",
    languageId: "typescript",
    original: "const first = rows[0];",
    code: "// We can't rely on the order here.\nconst first = rows.toSorted(byDate)[0];",
  },
  {
    what: "comments about the program, and nothing else",
    languageId: "python",
    original: "def f(x):\n    return x or 1",
    code: "def f(x):\n    # We won't get here with None, and callers don't have a default.\n    # Unfortunately I can't rely on x being set.\n    return x or 1",
  },
  {
    what: "prose about the program",
    languageId: "typescript",
    original: "f(a);",
    code: "f(a ?? 1);",
    prose:
      "We don't have a value there at first, so I will not call it without one. Sorry for the confusion.",
  },
  {
    what: "comments with common words",
    languageId: "typescript",
    original: "function f(a) {\n  return g(a);\n}",
    code: "function f(a) {\n  // The rest of the path is the same as before the last slash, so keep it.\n  // Existing code calls this with null.\n  return g(a ?? 1);\n}",
  },
  {
    what: "a query",
    languageId: "sql",
    original: "select a\nfrom t -- all\nwhere b = 'it''s'",
    code: "select a, count(*)\nfrom t -- all\nwhere b = 'it''s'\ngroup by a",
  },
  {
    what: "an arm more in a case",
    languageId: "shellscript",
    original: 'case "$1" in\n  start) run ;;\n  *) usage ;;\nesac',
    code: 'case "$1" in\n  start) run ;;\n  stop | halt) end ;;\n  *) usage ;;\nesac',
    fence: "sh",
  },
  {
    what: "the number of items of a list",
    languageId: "shellscript",
    original: "if [ $# -gt 0 ]; then\n  a=1\nfi",
    code: 'if [ "${#items[@]}" -gt 0 ] && (( ${#items[@]} < 9 )); then # {\n  a=1\nfi',
  },
  {
    what: "an address in a style sheet",
    languageId: "scss",
    original: "a {\n  color: red;\n}",
    code: "a {\n  background: url(https://example.com/a.png); // a (note\n  color: red;\n}",
  },
  {
    what: "an address in plain CSS",
    languageId: "css",
    original: "a { color: red; }",
    code: "a { background: url(data:image/svg+xml;utf8,<svg>it's</svg>) }",
  },
  {
    what: "a list with numbers in Markdown",
    languageId: "markdown",
    original: "Install it.\nOpen it.\nAsk.",
    code: "1. Install it.\n2. Open it.\n3. Ask.",
  },
  {
    what: "a sentence that starts with a number",
    languageId: "markdown",
    original: "Some steps follow.",
    code: "3 steps follow.\n\n1) One\n2) Two\n3) Three",
  },
  {
    what: "a comment of several lines in Lua",
    languageId: "lua",
    original: "local a = f()",
    code: "--[[ One (of\nthe two ]]\n--[==[ ]] { ]==]\nlocal a = f([[ -- { ]])",
  },
  {
    what: "names with a mark that elsewhere starts a comment",
    languageId: "perl",
    original: "for (@a) { f(); }",
    code: "for (0 .. $#{$a}) { f($#a); }",
  },
  {
    what: "an address in YAML",
    languageId: "yaml",
    original: "a: [b]",
    code: "a: [b#c, https://example.com/#d]",
  },
  {
    what: "an attribute of several lines in PHP",
    languageId: "php",
    original: "function a() {\n}",
    code: "#[Route(\n  '/a'\n)]\nfunction a() {\n}",
  },
  {
    what: "a long string in an indented place",
    languageId: "python",
    before: "class A:\n",
    original: '    def text(self):\n        return """\none\n  two\n"""',
    code: '    def text(self):\n        return """\none\n  three\n"""',
    after: "\n",
  },
];

function targetOf({ languageId, original, before = "", after = "" }: RightEdit): EditTarget {
  return { original, before, after, languageId, eol: "\n", indent: { kind: "spaces", size: 2 } };
}

describe("good edits that look like bad ones", () => {
  for (const edit of edits) {
    it(edit.what, () => {
      const marks = edit.code.includes("```") ? "````" : "```";
      const text = `${edit.prose ?? ""}\n\n${marks}${edit.fence ?? ""}\n${edit.code}\n${marks}`;
      const verdict = editFromAnswer({ text, stopReason: "stop" }, targetOf(edit));
      assert.equal(verdict.kind === "edit" ? verdict.newText : JSON.stringify(verdict.reason), edit.code);
    });
  }
});
