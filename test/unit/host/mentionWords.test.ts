import assert from "node:assert/strict";
import fc from "fast-check";
import { mentionAtEnd, mentionsIn, mentionText } from "../../../src/host/mentionWords";

describe("mentions in a question", () => {
  it("are files, symbols, the selection and the problems, each once", () => {
    const question =
      'Why does @src/rows.ts, not (@openTasks) or @"my notes.md" work with #selection and #problems? @openTasks';
    assert.deepEqual(
      mentionsIn(question).map(({ text, kind, name }) => [text, kind, name]),
      [
        ["@src/rows.ts", "at", "src/rows.ts"],
        ["@openTasks", "at", "openTasks"],
        ['@"my notes.md"', "at", "my notes.md"],
        ["#selection", "hash", "selection"],
        ["#problems", "hash", "problems"],
      ],
    );
  });

  it("do not take the full stop of a sentence along", () => {
    assert.deepEqual(mentionsIn("Look at @src/rows.ts.")[0]?.name, "src/rows.ts");
  });

  it("are not addresses, tags or lone marks", () => {
    assert.deepEqual(mentionsIn("mail a@b.de about #42, #selections or @ this @"), []);
  });

  it("are found again however a name is written", () => {
    const name = fc
      .stringMatching(/^[\p{L}\p{N}_./ -]{1,20}$/u)
      .filter((text) => /[^.,\s]$/u.test(text) && text === text.trim());
    fc.assert(fc.property(name, (text) => mentionsIn(`see ${mentionText(text)} here`)[0]?.name === text));
  });

  it("are completed where the cursor stands in one", () => {
    assert.equal(mentionAtEnd("why @src/ro"), "@src/ro");
    assert.equal(mentionAtEnd("why #"), "#");
    assert.equal(mentionAtEnd('why @"my no'), '@"my no');
    assert.equal(mentionAtEnd("why @src done"), undefined);
    assert.equal(mentionAtEnd("a@b"), undefined);
  });
});
