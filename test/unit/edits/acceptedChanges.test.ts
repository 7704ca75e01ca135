import assert from "node:assert/strict";
import fc from "fast-check";
import { applyHunks, hunksBetween, replacementsFor, type Replacement } from "../../../src/edits/hunks";
import { rebase } from "../../../src/edits/rebase";

const pieces = ["a", "a", "b", "  if (a) {", "\t}", "", " ", "let é = '😀';", "// …", "\u200b"];
const lines = (max: number): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...pieces), { maxLength: max });

describe("accepted changes", () => {
  const eol = fc.constantFrom("\n", "\r\n");
  /** A file with a range in it, what the range becomes, and which of the changes are accepted. */
  const accepted = fc.record({
    eol,
    head: lines(4),
    old: lines(8),
    now: lines(8),
    tail: lines(4),
    /** The range may begin and end inside of a line. */
    lead: fc.constantFrom("", "const x = "),
    rest: fc.constantFrom("", ";"),
    isTaken: fc.array(fc.boolean(), { minLength: 17, maxLength: 17 }),
  });

  /** Makes replacements as an editor does: all of them in the text as it was. */
  const written = (text: string, offset: number, replacements: readonly Replacement[]): string =>
    replacements.reduceRight(
      (now, { start, end, newText }) => now.slice(0, offset + start) + newText + now.slice(offset + end),
      text,
    );

  it("change nothing outside of the range, and inside only the lines that were accepted", () => {
    fc.assert(
      fc.property(accepted, ({ eol: mark, head, old, now, tail, lead, rest, isTaken }) => {
        const before = head.map((text) => text + mark).join("") + lead;
        const after = rest + tail.map((text) => mark + text).join("");
        const [original, newText] = [old.join(mark), now.join(mark)];
        const hunks = hunksBetween(original, newText);
        const taken = hunks.filter((_, index) => isTaken[index]);
        const replacements = replacementsFor(original, newText, taken);
        const file = written(before + original + after, before.length, replacements);
        assert.ok(file.startsWith(before) && file.endsWith(after), "outside of the range");
        const inside = file.slice(before.length, file.length - after.length);
        assert.equal(inside, applyHunks(original, newText, taken));
        if (taken.length === hunks.length) assert.equal(inside, newText);
      }),
      { numRuns: 2_000 },
    );
  });

  it("are whole lines of the range, in order, none of them twice", () => {
    fc.assert(
      fc.property(accepted, ({ eol: mark, old, now }) => {
        const [original, newText] = [old.join(mark), now.join(mark)];
        let last = 0;
        for (const { start, end } of replacementsFor(original, newText, hunksBetween(original, newText))) {
          assert.ok(last <= start && start <= end && end <= original.length);
          for (const at of [start, end])
            assert.ok(at === 0 || at === original.length || original[at - 1] === "\n", "inside of a line");
          last = end;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("find their place again after the range moved, and leave alone what was written around it", () => {
    const part = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(accepted, part, part, fc.nat({ max: 9 }), ({ old, now }, before, after, expected) => {
        const [original, newText] = [`<the range>\n${old.join("\n")}`, now.join("\n")];
        const found = rebase(original, before + original + after, expected);
        assert.ok(found.kind === "found", found.kind);
        const replacements = replacementsFor(original, newText, hunksBetween(original, newText));
        const file = written(before + original + after, found.offset, replacements);
        assert.equal(file, before + newText + after);
      }),
    );
  });
});
