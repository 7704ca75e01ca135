import assert from "node:assert/strict";
import fc from "fast-check";
import { addedLines, groupHunks, hunksIn, hunksText, wholeFileHunk } from "../../../src/notes/diffHunks";

const diff = `diff --git a/rows.ts b/rows.ts
index 1..2 100644
--- a/rows.ts
+++ b/rows.ts
@@ -1,3 +1,4 @@ function rows
 one
-two
+two!
+@@ -1 +1 @@
 three
@@ -10 +11 @@
-ten
+eleven
\\ No newline at end of file
`;

describe("the passages of a diff", () => {
  it("are read with their places, whatever their lines look like", () => {
    assert.deepEqual(hunksIn(diff), [
      {
        header: "@@ -1,3 +1,4 @@",
        newStart: 1,
        newCount: 4,
        lines: [" one", "-two", "+two!", "+@@ -1 +1 @@", " three"],
      },
      {
        header: "@@ -10 +11 @@",
        newStart: 11,
        newCount: 1,
        lines: ["-ten", "+eleven", "\\ No newline at end of file"],
      },
    ]);
  });

  it("say which lines are new", () => {
    assert.deepEqual(addedLines(hunksIn(diff)), [
      { line: 1, text: "two!" },
      { line: 2, text: "@@ -1 +1 @@" },
      { line: 10, text: "eleven" },
    ]);
    assert.deepEqual(addedLines([wholeFileHunk("a\nb\n")]), [
      { line: 0, text: "a" },
      { line: 1, text: "b" },
    ]);
  });

  it("are none in a binary file or an empty text", () => {
    assert.deepEqual(hunksIn("Binary files a/x.png and b/x.png differ\n"), []);
    assert.deepEqual(hunksIn(""), []);
  });

  it("are grouped within a size, and lose no line and no place", () => {
    const line = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 30 });
    const marked = fc.tuple(fc.constantFrom("+", "-", " "), line).map((parts) => parts.join(""));
    const property = fc.property(
      fc.array(marked, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 5, max: 200 }),
      (lines, limit) => {
        const newCount = lines.filter((text) => !text.startsWith("-")).length;
        const hunk = { header: "@@", newStart: 7, newCount, lines };
        const groups = groupHunks([hunk, { ...hunk, newStart: 100 }], limit);
        assert.deepEqual(
          groups.flat().flatMap((one) => one.lines),
          [...lines, ...lines],
        );
        assert.deepEqual(addedLines(groups.flat()), addedLines([hunk, { ...hunk, newStart: 100 }]));
        for (const group of groups) {
          const size = group.flatMap((one) => one.lines).join("\n").length;
          assert.ok(size <= limit || group.flatMap((one) => one.lines).length === 1);
        }
        assert.ok(hunksText(groups[0] ?? []).startsWith("@@\n"));
      },
    );
    fc.assert(property);
  });
});
