import assert from "node:assert/strict";
import { Anchor } from "../../../src/edits/anchor";

/** A file with an anchor in it, and changes to it as an editor reports them. */
function anchored(before: string, original: string, after: string) {
  let text = before + original + after;
  const anchor = new Anchor(original, before.length);
  const replace = (offset: number, length: number, inserted: string, eol: "\n" | "\r\n" = "\n"): void => {
    text = text.slice(0, offset) + inserted + text.slice(offset + length);
    anchor.follow([{ offset, length, newLength: inserted.length }], { text, eol });
  };
  const replaceAll = (whole: string, eol: "\n" | "\r\n" = "\n"): void => replace(0, text.length, whole, eol);
  const here = (): string => text.slice(anchor.offsets.start, anchor.offsets.end);
  return { anchor, replace, replaceAll, here, text: () => text };
}

describe("an anchor", () => {
  it("stays on its text when lines above it are typed", () => {
    const { replace, here } = anchored("a\n", "b\nb", "\nc\n");
    replace(0, 0, "new\n");
    assert.equal(here(), "b\nb");
  });

  it("finds its text again when all of the file is replaced around it", () => {
    const { replaceAll, here, anchor } = anchored("a\n", "b\nb", "\nc\n");
    replaceAll("x\nx\nb\nb\ny\n");
    assert.equal(here(), "b\nb");
    assert.equal(anchor.offsets.start, 4);
  });

  it("follows a switch of line ends", () => {
    const { replaceAll, here, text } = anchored("a\n", "b\nb", "\nc\n");
    replaceAll(text().replaceAll("\n", "\r\n"), "\r\n");
    assert.equal(here(), "b\r\nb");
  });

  it("keeps what stands in its place when the text itself is changed, until it is back", () => {
    const { replace, here, anchor } = anchored("a\n", "b\nb", "\nc\n");
    replace(2, 1, "mine");
    assert.deepEqual([here(), anchor.original], ["mine\nb", "b\nb"]);
    replace(2, 4, "b");
    assert.equal(here(), "b\nb");
  });

  it("does not take a copy for a text that was typed in, but finds one that was moved", () => {
    const typed = anchored("bb\n", "bb", "\nc\n");
    typed.replace(4, 0, "mine");
    assert.deepEqual([typed.here(), typed.anchor.locate(typed.text()).kind], ["bmineb", "changed"]);
    const moved = anchored("a\n", "b\nb", "\nc\n");
    moved.replace(2, 4, "");
    moved.replace(0, 0, "b\nb\n");
    assert.deepEqual([moved.here(), moved.anchor.offsets.start], ["b\nb", 0]);
  });

  it("goes back and forth with the undo and redo of a part that was made", () => {
    const { replace, here, anchor } = anchored("a\n", "b\nc", "\nd\n");
    replace(2, 0, "/** b */\n");
    anchor.moveTo(2, "/** b */\nb\nc");
    replace(2, 9, "");
    assert.deepEqual([here(), anchor.original], ["b\nc", "b\nc"]);
    replace(2, 0, "/** b */\n");
    assert.deepEqual([here(), anchor.original], ["/** b */\nb\nc", "/** b */\nb\nc"]);
  });
});
