import assert from "node:assert/strict";
import fc from "fast-check";
import { anchorQuote } from "../../../src/notes/anchorQuote";

const lines = [
  "export function openTasks(tasks: Task[], user: string): Task[] {",
  "  const result: Task[] = [];",
  "  for (const task of tasks) {",
  "    if (task.user === user) {",
  "      result.push(task);",
  "    }",
  "  }",
  "  return result;",
  "}",
  "",
  "  return result;",
  "café.naïve(日本);",
];

describe("anchoring a quote", () => {
  const cases: readonly [string, string, number | undefined][] = [
    ["finds the very line", "    if (task.user === user) {", 3],
    ["looks past whitespace", "for (const task  of tasks) {", 2],
    ["takes a part of a line", "(task.user === user)", 3],
    ["takes a line with more around it", "const result: Task[] = []; // collects", 1],
    ["takes a line with a slip in it", "if (task.user == user) {", 3],
    ["looks past a copied gutter", "4: if (task.user === user) {", 3],
    ["looks past the mark of a diff", "+    if (task.user === user) {", 3],
    ["looks past backticks", "`result.push(task);`", 4],
    ["takes the first of several lines that has words", "{\n  for (const task of tasks) {\n    if", 2],
    ["finds a quote in any script", "café.naïve(日本);", 11],
    ["gives up on a line that is not there", "while (queue.length > 0) {", undefined],
    ["gives up on a lone bracket that stands twice", "}", undefined],
    ["gives up on a number", "4", undefined],
    ["gives up on nothing", "  \n ", undefined],
  ];
  for (const [title, quote, expected] of cases) {
    it(title, () => {
      assert.equal(anchorQuote(lines, quote), expected);
    });
  }

  it("takes the nearest of equal lines", () => {
    assert.equal(anchorQuote(lines, "return result;", 0), 7);
    assert.equal(anchorQuote(lines, "return result;", 10), 10);
  });

  it("finds every line that has words by itself, among others, however it is indented", () => {
    const word = fc.string({
      unit: fc.constantFrom(...Array.from("abcdef(){}=;. ")),
      minLength: 1,
      maxLength: 40,
    });
    const file = fc.uniqueArray(word, {
      minLength: 1,
      maxLength: 30,
      selector: (line) => line.replace(/\s+/g, ""),
    });
    fc.assert(
      fc.property(file, fc.nat(), fc.nat(8), (content, pick, indent) => {
        const at = pick % content.length;
        const line = content[at] ?? "";
        if (!/[a-z]/.test(line)) return;
        assert.equal(anchorQuote(content, " ".repeat(indent) + line.trim()), at);
      }),
    );
  });

  it("never answers with a line that is not there, and never throws", () => {
    const anything = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(fc.array(anything), anything, fc.integer(), (content, quote, near) => {
        const at = anchorQuote(content, quote, near);
        return at === undefined || (at >= 0 && at < content.length);
      }),
    );
  });

  it("goes through 10,000 lines in a moment", () => {
    const long = Array.from(
      { length: 10_000 },
      (_, at) => `  const value${String(at)} = compute(${String(at)});`,
    );
    const started = performance.now();
    assert.equal(anchorQuote(long, "const value9000 = computed(9000);", 9000), 9000);
    assert.ok(performance.now() - started < 1000);
  });
});
