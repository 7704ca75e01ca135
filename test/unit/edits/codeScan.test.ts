import assert from "node:assert/strict";
import { scanCode } from "../../../src/edits/codeScan";

describe("the rough reading of code", () => {
  const comments = (languageId: string, text: string): string[] =>
    scanCode(text, languageId).comments.map((comment) => comment.text);

  it("finds comments by the marks of the language", () => {
    assert.deepEqual(comments("lua", "--[[ a\n-- b ]] c() -- d\n--[=[ ]] ]=]"), ["a\n-- b", "d", "]]"]);
    assert.deepEqual(comments("shellscript", "a ${#b[@]} $# c#d # e\n# f"), ["e", "f"]);
    assert.deepEqual(comments("scss", "a { b: url(//c) } // d"), ["d"]);
    assert.deepEqual(comments("rust", "/* a /* b */ c */ d // e"), ["a /* b */ c", "e"]);
    assert.deepEqual(comments("c", "/* a /* b */ c // d \\\ne\nf"), ["a /* b", "d \\\ne"]);
    assert.deepEqual(comments("ruby", '"#{a}" # b\n#{c}'), ["b"]);
    assert.deepEqual(comments("python", '"""a \\""" # b""" # c'), ["c"]);
    assert.deepEqual(comments("kotlin", '"""a \\""" // b'), ["b"]);
  });

  it("finds brackets without a partner, in a shell script only those that need one", () => {
    assert.equal(scanCode("a) b { c ]", "typescript").openBrackets, ")]|{");
    assert.equal(scanCode("a) b { c", "shellscript").openBrackets, "|{");
  });
});
