import assert from "node:assert/strict";
import { breakControlTokens, MendingStream } from "../../../src/prompt/controlTokens";

describe("mending text that streams", () => {
  it("gives back what was broken, however it is cut", () => {
    const text = "a <|turn>user b < c <div> <eos> List<string> end<";
    const broken = breakControlTokens(text);
    for (let length = 1; length < broken.length; length += 1) {
      const stream = new MendingStream();
      let out = "";
      for (let at = 0; at < broken.length; at += length) out += stream.push(broken.slice(at, at + length));
      assert.equal(out + stream.end(), text, `pieces of ${String(length)}`);
    }
  });

  it("holds nothing back that cannot be half a token", () => {
    const stream = new MendingStream();
    assert.equal(stream.push("plain text"), "plain text");
    assert.equal(stream.push(` <${"x".repeat(40)}`), ` <${"x".repeat(40)}`);
  });
});
