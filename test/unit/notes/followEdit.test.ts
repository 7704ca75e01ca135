import assert from "node:assert/strict";
import fc from "fast-check";
import { followEdits, placeAnew, type LineEdit } from "../../../src/notes/followEdit";
import type { Note } from "../../../src/notes/note";

const before = ["alpha(1);", "beta(two, three);", "gamma(3);", "delta(4);"];

function noteOn(lines: readonly string[], line: number): Note {
  const lineText = lines[line] ?? "";
  return { id: String(line), quote: lineText, kind: "explain", text: "Says so.", line, lineText };
}

/** The lines on which the notes of all lines stand after lines `start` to `end` became `text`. */
function moved(
  edit: { readonly start: number; readonly end: number },
  text: readonly string[],
): (number | undefined)[] {
  const after = before.toSpliced(edit.start, edit.end - edit.start + 1, ...text);
  const notes = before.map((_, line) => noteOn(before, line));
  const followed = followEdits(notes, [{ ...edit, newBreaks: text.length - 1 }], (line) => after[line] ?? "");
  return notes.map(({ id }) => followed.find((note) => note.id === id)?.line);
}

describe("notes after an edit", () => {
  const cases: readonly [string, { start: number; end: number }, string[], (number | undefined)[]][] = [
    ["move down with new lines above", { start: 0, end: 0 }, ["// new", "alpha(1);"], [1, 2, 3, 4]],
    ["move up when a line above goes", { start: 0, end: 1 }, ["beta(two, three);"], [undefined, 0, 1, 2]],
    ["go when their line is typed in", { start: 1, end: 1 }, ["beta(two, threes);"], [0, undefined, 2, 3]],
    ["stay when their line is indented", { start: 1, end: 1 }, ["    beta(two, three);"], [0, 1, 2, 3]],
    [
      "stay when their line is broken off at its end",
      { start: 1, end: 1 },
      ["beta(two, three);", ""],
      [0, 1, 3, 4],
    ],
    [
      "go when their line is broken inside",
      { start: 1, end: 1 },
      ["beta(two,", "three);"],
      [0, undefined, 3, 4],
    ],
    [
      "follow a replaced passage",
      { start: 0, end: 3 },
      ["", "gamma(3);", "alpha(1);"],
      [2, undefined, 1, undefined],
    ],
    [
      "follow a formatter",
      { start: 0, end: 3 },
      ["alpha( 1 );", "beta(two,three)", "gamma(3)", "omega();"],
      [0, 1, 2, undefined],
    ],
  ];
  for (const [title, edit, text, expected] of cases) {
    it(title, () => {
      assert.deepEqual(moved(edit, text), expected);
    });
  }

  it("are on lines that read as they did, whatever was edited in however many places", () => {
    const line = fc.string({ unit: fc.constantFrom(...Array.from("abc (")), maxLength: 6 });
    const file = fc.array(line, { minLength: 1, maxLength: 20 });
    const replacement = fc.record({
      length: fc.nat(3),
      gap: fc.nat(4),
      text: fc.array(line, { minLength: 1, maxLength: 5 }),
    });
    const property = fc.property(file, fc.array(replacement, { maxLength: 4 }), (lines, replacements) => {
      const edits: LineEdit[] = [];
      const after: string[] = [];
      let at = 0;
      for (const { length, gap, text } of replacements) {
        const start = at + gap;
        const end = start + length;
        if (end >= lines.length) break;
        after.push(...lines.slice(at, start), ...text);
        edits.push({ start, end, newBreaks: text.length - 1 });
        at = end + 1;
      }
      after.push(...lines.slice(at));
      const notes = lines.map((_, index) => noteOn(lines, index));
      const followed = followEdits(notes, edits.toReversed(), (index) => after[index] ?? "");
      for (const note of followed) assert.equal(note.lineText, after[note.line]);
      const untouched = notes.filter(({ line: index }) =>
        edits.every(({ start, end }) => index < start || index > end),
      );
      for (const { id } of untouched) assert.ok(followed.some((note) => note.id === id));
    });
    fc.assert(property);
  });
});

describe("notes in a file that changed unseen", () => {
  it("are placed by their lines, and left out where those are gone", () => {
    const notes = before.map((_, line) => noteOn(before, line));
    const lines = ["// first", "", "alpha(1);", "  beta(two, three);", "epsilon();"];
    assert.deepEqual(
      placeAnew(notes, lines).map(({ id, line }) => [id, line]),
      [
        ["0", 2],
        ["1", 3],
      ],
    );
    assert.equal(placeAnew(notes, before), notes);
  });
});
