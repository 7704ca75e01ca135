import assert from "node:assert/strict";
import fc from "fast-check";
import { breakControlTokens, mendControlTokens } from "../../../src/prompt/controlTokens";

const control = [
  ...[
    "<|turn>",
    "<turn|>",
    "<|image>",
    "<|image|>",
    "<image|>",
    "<|audio|>",
    "<|channel>",
    "<channel|>",
    "<|think|>",
  ],
  ...["<|tool_call>", "<tool_call|>", '<|"|>', "<bos>", "<eos>", "<pad>", "<unk>", "<mask>", "<unused12>"],
  ...["<__media__>", "<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<image_soft_token>"],
];

describe("control tokens", () => {
  for (const token of control) {
    it(`breaks ${token}`, () => {
      const broken = breakControlTokens(`a ${token} b`);
      assert.ok(!broken.includes(token));
      assert.equal(mendControlTokens(broken), `a ${token} b`);
    });
  }

  it("leaves code and HTML alone", () => {
    const code = 'if (a < b || c <= d) return <div class="x">{list<|>}</div> as Map<string, Array<T>>;';
    assert.equal(breakControlTokens(code.replace("<|>", "")), code.replace("<|>", ""));
  });

  it("gives back any text that it broke", () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom(...control), fc.string()), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join("").replaceAll("\u200b", "");
        assert.equal(mendControlTokens(breakControlTokens(text)), text);
      }),
    );
  });
});
