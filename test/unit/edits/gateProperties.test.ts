import assert from "node:assert/strict";
import fc from "fast-check";
import { documentationFromAnswer } from "../../../src/edits/documentation";
import { editFromAnswer } from "../../../src/edits/editFromAnswer";
import { fenceLines } from "../../../src/edits/fencedBlocks";
import { applyHunks, hunkAt, hunksBetween } from "../../../src/edits/hunks";
import { followChange, rebase } from "../../../src/edits/rebase";
import { testsFromAnswer } from "../../../src/edits/testsFromAnswer";
import type { EditTarget, IndentStyle } from "../../../src/edits/verdict";
import { breakControlTokens } from "../../../src/prompt/controlTokens";
import { samples, targetOf } from "./samples";
import { rightAnswers } from "./wrongAnswers";

const tokens = [
  "<turn|>",
  "<|turn>model",
  "<eos>",
  "<end_of_turn>",
  "<|im_end|>",
  "\u0000",
  "\ufffd",
  "\u200b",
];
const pieces = [
  ...[
    "const a = 1;",
    "if (a) {",
    "}",
    "return a;",
    "def f(x):",
    "    return x",
    "\tif x {",
    "\t}",
    "  let b = `x",
    "`;",
  ],
  ...[
    "// note",
    "# note",
    "/* one",
    "two */",
    '"""',
    "'quote",
    '"x"',
    "let é = '😀';",
    "",
    " ",
    "\t",
    "   // ...",
    "...",
    "…",
  ],
  ...[
    "1: x",
    "2 | y",
    "12\tz",
    "```",
    "~~~",
    "```ts",
    "<div>",
    "</div>",
    "fn g<'a>() {",
    "import x from 'y';",
  ],
  ...tokens,
];
const line = fc.oneof(
  fc.constantFrom(...pieces),
  fc
    .tuple(fc.constantFrom("", "  ", "    ", "\t", "\t  ", " "), fc.constantFrom(...pieces))
    .map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, "")),
);
const lines = (max: number): fc.Arbitrary<string[]> => fc.array(line, { maxLength: max });
const languageId = fc.constantFrom(
  "typescript",
  "python",
  "go",
  "java",
  "rust",
  "c",
  "html",
  "css",
  "plaintext",
  "unheardOf",
);
const indent: fc.Arbitrary<IndentStyle> = fc.oneof(
  fc.constant<IndentStyle>({ kind: "tabs" }),
  fc.constantFrom(2, 3, 4, 8).map((size): IndentStyle => ({ kind: "spaces", size })),
);

const target: fc.Arbitrary<EditTarget> = fc
  .record({
    head: lines(4),
    body: fc.array(line, { minLength: 1, maxLength: 8 }),
    tail: lines(4),
    eol: fc.constantFrom<"\n" | "\r\n">("\n", "\r\n"),
    languageId,
    indent,
  })
  .map(({ head, body, tail, eol, ...rest }) => ({
    ...rest,
    eol,
    original: body.join(eol),
    before: head.map((text) => text + eol).join(""),
    after: tail.map((text) => eol + text).join(""),
  }));

type Said = Parameters<typeof editFromAnswer>[0];

const answer = (of: EditTarget): fc.Arbitrary<Said> => {
  const said = (body: readonly string[]): Said => ({
    text: `\`\`\`\n${body.join("\n")}\n\`\`\``,
    stopReason: "stop",
  });
  const strange = fc.record({
    text: fc
      .tuple(
        fc.constantFrom("", "Here it is:\n\n", "I cannot do this.\n"),
        fc.constantFrom("```", "```ts", "~~~", "````", "  ```", ""),
        fc.oneof(lines(8), mutated(of.original)),
        fc.constantFrom("\n```", "\n~~~", "\n````", "", "\n```\n\nDone."),
        fc.constantFrom("\n", "\r\n"),
      )
      .map(([prose, open, body, close, eol]) =>
        `${prose}${open}\n${body.join("\n")}${close}`.replaceAll("\n", eol),
      ),
    stopReason: fc.constantFrom<Said["stopReason"]>("stop", "stop", "stop", "length", "cancelled", "looping"),
  });
  return fc.oneof(
    { weight: 5, arbitrary: mutated(of.original).map(said) },
    { weight: 2, arbitrary: lines(8).map(said) },
    { weight: 2, arbitrary: strange },
  );
};

/** The original with some lines more, less or other: what an answer mostly is. */
function mutated(original: string): fc.Arbitrary<string[]> {
  const all = original.split(/\r\n|\n/);
  const change = fc.record({
    at: fc.nat({ max: all.length }),
    remove: fc.nat({ max: 2 }),
    add: lines(2),
    lead: fc.constantFrom("", "  ", "\t"),
  });
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const now = [...all];
    for (const { at, remove, add, lead } of changes)
      now.splice(at, remove, ...add.map((text) => lead + text));
    return now;
  });
}

const cases = fc
  .integer()
  .chain(() => target)
  .chain((of) => answer(of).map((said) => ({ of, said })));

/** Holds for every text that the gate lets through. */
function assertClean(newText: string, { original, eol }: EditTarget): void {
  const breaks = newText.match(/\r\n|\r|\n/g) ?? [];
  const own = original.match(/\r\n|\r|\n/g) ?? [];
  assert.ok(
    breaks.every((mark) => mark === eol || own.some((other) => other === mark)),
    "line ends",
  );
  assert.ok(fenceLines(newText) <= fenceLines(original), "a fence");
  for (const token of tokens) {
    assert.ok(
      newText.split(token).length <= original.split(token).length,
      `the token ${JSON.stringify(token)}`,
    );
  }
  const marks = (text: string): number => breakControlTokens(text).length - text.length;
  assert.ok(marks(newText) <= marks(original), "a control token");
}

describe("for any file and any answer", () => {
  const gates = {
    edit: editFromAnswer,
    documentation: documentationFromAnswer,
    tests: (said: Said, of: EditTarget) => testsFromAnswer(said, of, of.original),
  };
  for (const [name, gate] of Object.entries(gates)) {
    it(`${name}: what is let through has the file's line ends and no fence or control token`, () => {
      fc.assert(
        fc.property(cases, ({ of, said }) => {
          const verdict = gate(said, of);
          if (verdict.kind === "edit") assertClean(verdict.newText, of);
        }),
        { numRuns: 3_000 },
      );
    });
  }

  it("what was stopped, cut or went in circles is never let through", () => {
    fc.assert(
      fc.property(cases, ({ of, said }) => {
        if (said.stopReason !== "stop") assert.equal(editFromAnswer(said, of).kind, "refused");
      }),
    );
  });

  it("a gutter never gets in, whatever its form and start", () => {
    const mark = fc.constantFrom(" | ", ": ", "\t", "│ ", "→", ") ", "  ");
    const sample = fc.constantFrom(...samples);
    fc.assert(
      fc.property(sample, mark, fc.nat({ max: 5_000 }), fc.nat({ max: 6 }), (of, between, start, width) => {
        const numbered = of.better
          .split("\n")
          .map((text, index) => String(start + index).padStart(width) + between + text)
          .join("\n");
        const verdict = editFromAnswer(
          { text: `\`\`\`${of.tag}\n${numbered}\n\`\`\``, stopReason: "stop" },
          targetOf(of),
        );
        if (verdict.kind === "edit") assert.equal(verdict.newText, of.better);
      }),
    );
  });

  it("right answers come out the same in files with Windows line ends", () => {
    for (const of of samples) {
      for (const said of rightAnswers(of)) {
        const verdict = editFromAnswer(said, targetOf(of, "\r\n"));
        assert.equal(
          verdict.kind === "edit" ? verdict.newText : said.kind,
          of.better.replaceAll("\n", "\r\n"),
        );
      }
    }
  });

  it("every new line is indented in the way of the file", () => {
    const styles: readonly IndentStyle[] = [
      { kind: "tabs" },
      ...[2, 3, 4, 8].map((size) => ({ kind: "spaces" as const, size })),
    ];
    const write = (
      { kind, ...style }: IndentStyle,
      levels: readonly number[],
      names: readonly string[],
    ): string[] =>
      names.map((text, index) => {
        const unit = kind === "tabs" ? "\t" : " ".repeat("size" in style ? style.size : 4);
        return unit.repeat(levels[index] ?? 0) + text;
      });
    const style = fc.constantFrom(...styles);
    fc.assert(
      fc.property(
        style,
        style,
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        (file, model, base, keepsBase) => {
          const names = ["def f(a):", "for b in a:", "if b:", "g(b)", "h(b)", "return a"];
          const levels = [0, 1, 2, 3, 2, 1];
          const original = write(
            file,
            levels.map((level) => level + base),
            names,
          );
          const answered = write(
            model,
            levels.map((level) => level + (keepsBase ? base : 0)),
            names.map((text) => text.replace("g(b)", "k(b)")),
          );
          const of: EditTarget = {
            original: original.join("\n"),
            before: "x\n",
            after: "\n",
            languageId: "python",
            eol: "\n",
            indent: file,
          };
          const verdict = editFromAnswer(
            { text: `\`\`\`py\n${answered.join("\n")}\n\`\`\``, stopReason: "stop" },
            of,
          );
          assert.equal(
            verdict.kind === "edit" ? verdict.newText : verdict.reason.kind,
            original.join("\n").replace("g(b)", "k(b)"),
          );
        },
      ),
    );
  });
});

describe("hunks", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", "", " d"), { maxLength: 12 })
    .map((all) => all.join("\n"));

  it("all of them make the new text, none the old", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = hunksBetween(before, after);
        assert.equal(applyHunks(before, after, hunks), after);
        assert.equal(applyHunks(before, after, []), before);
      }),
    );
  });

  it("one by one they make the new text too", () => {
    fc.assert(
      fc.property(text, text, fc.nat({ max: 12 }), (before, after, at) => {
        let now = before;
        for (let left = 40; now !== after && left > 0; left -= 1) {
          const hunk = hunkAt(hunksBetween(now, after), at, "new");
          assert.ok(hunk);
          now = applyHunks(now, after, [hunk]);
        }
        assert.equal(now, after);
      }),
    );
  });
});

describe("rebase", () => {
  it("finds a text that moved by edits around it", () => {
    const part = fc.string({ maxLength: 8 });
    const change = fc.record({ added: part, from: fc.nat(), length: fc.nat() });
    fc.assert(
      fc.property(part, part, change, (before, after, { added, from, length }) => {
        const original = "<the range>";
        const file = before + original + after;
        const inBefore = from % 2 === 0;
        const side = inBefore ? before : after;
        const start = (inBefore ? 0 : before.length + original.length) + (from % (side.length + 1));
        const sideEnd = inBefore ? before.length : file.length;
        const cut = length % (sideEnd - start + 1);
        const changed = file.slice(0, start) + added + file.slice(start + cut);
        const range = followChange(
          { start: before.length, end: before.length + original.length },
          { offset: start, length: cut, newLength: added.length },
        );
        assert.equal(changed.slice(range.start, range.end), original);
        assert.deepEqual(rebase(original, changed, range.start), { kind: "found", offset: range.start });
      }),
    );
  });

  it("does not guess between two places, nor take a changed text", () => {
    assert.deepEqual(rebase("ab", "xab ab", 0), { kind: "ambiguous" });
    assert.deepEqual(rebase("ab", "x ab", 0), { kind: "found", offset: 2 });
    assert.deepEqual(rebase("ab", "a b", 0), { kind: "changed" });
    assert.deepEqual(rebase("", "a b", 1), { kind: "found", offset: 1 });
  });
});
