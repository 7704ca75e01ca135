import assert from "node:assert/strict";
import fc from "fast-check";
import { completeObjects } from "../../../src/notes/completeObjects";
import { noteReader, readCommitMessage } from "../../../src/notes/readNotes";
import { noteKinds } from "../../../src/protocol/note";

const note = { quote: "for (const row of rows) {", kind: "explain" as const, text: "Visits each row." };
const text = fc.string({ unit: "grapheme" }).map((value) => `a${value.replace(/\s+/g, " ")}.`);
const notes = fc.array(
  fc.record({ quote: text, kind: fc.constantFrom(...noteKinds), text }, { noNullPrototype: true }),
);

describe("reading notes", () => {
  it("gives the notes of an answer", async () => {
    assert.deepEqual((await noteReader())(JSON.stringify({ notes: [note] })), [note]);
  });

  it("gives none for an answer without notes", async () => {
    for (const answer of ["", "{", '{"notes":[', '{"notes":[]}', "no", "[1]"]) {
      assert.deepEqual((await noteReader())(answer), [], answer);
    }
  });

  it("passes over what is no note", async () => {
    const others = [{ ...note, kind: "praise" }, { ...note, quote: " " }, { ...note, text: "" }, {}];
    assert.deepEqual((await noteReader())(JSON.stringify({ notes: [...others, note] })), [note]);
  });

  it("gives what a note says as one line that reads as it is written", async () => {
    const crooked = { ...note, text: " one\n\ttwo \u202ethree\u2069\u0007 " };
    assert.deepEqual((await noteReader())(JSON.stringify([crooked])), [{ ...note, text: "one two three" }]);
  });

  it("gives every note that is whole, wherever an answer is cut", async () => {
    const property = fc.asyncProperty(
      notes,
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (all, part) => {
        const answer = JSON.stringify({ notes: all });
        const read = (await noteReader())(answer.slice(0, Math.floor(answer.length * part)));
        assert.deepEqual(read, all.slice(0, read.length));
      },
    );
    await fc.assert(property);
  });

  it("finds as many objects as there are", () => {
    fc.assert(
      fc.property(
        notes,
        (all) => completeObjects(JSON.stringify({ notes: all }, null, 1)).length === all.length,
      ),
    );
  });
});

describe("reading a commit message", () => {
  it("puts the body below the subject", async () => {
    assert.equal(await readCommitMessage('{"subject":"fix: a\\n b","body":""}'), "fix: a b");
    assert.equal(
      await readCommitMessage('{"subject":"fix: a","body":"It broke.\\n"}'),
      "fix: a\n\nIt broke.",
    );
    assert.equal(await readCommitMessage('{"subject":" ","body":"x"}'), undefined);
    assert.equal(await readCommitMessage('{"subject":"fix'), undefined);
  });
});
