import assert from "node:assert/strict";
import { commentLines } from "../../../src/notes/commentLines";

describe("a note as a comment", () => {
  const cases: readonly [string, string, string[] | undefined][] = [
    ["typescript", "Stops one early.", ["  // Stops one early."]],
    ["python", "Stops one early.", ["  # Stops one early."]],
    ["html", "Ends --> here.", ["  <!-- Ends - - > here. -->"]],
    ["css", "Ends */ here.", ["  /* Ends * / here. */"]],
    ["sql", "Stops\nearly.", ["  -- Stops early."]],
    ["php", "Ends ?> here.", ["  // Ends ? > here."]],
    ["cpp", "Ends in C:\\", ["  // Ends in C:\\."]],
    ["json", "Stops.", undefined],
    ["blade", "Stops.", undefined],
  ];
  for (const [language, text, expected] of cases) {
    it(`is written the way of ${language}`, () => {
      assert.deepEqual(commentLines(language, text, "  "), expected);
    });
  }

  it("is wrapped", () => {
    const lines = commentLines("go", "word ".repeat(60), "\t") ?? [];
    assert.ok(lines.length > 2);
    for (const line of lines) assert.ok(line.length <= 100 && line.startsWith("\t// word"), line);
  });
});
