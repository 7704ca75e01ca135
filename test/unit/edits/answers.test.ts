import assert from "node:assert/strict";
import { editFromAnswer, type ModelAnswer } from "../../../src/edits/editFromAnswer";
import { fencedBlocks } from "../../../src/edits/fencedBlocks";
import { partialText } from "../../../src/edits/partialText";
import { testFileNames } from "../../../src/edits/testFileNames";
import { testClassIn } from "../../../src/edits/testClass";
import { testsFromAnswer } from "../../../src/edits/testsFromAnswer";
import type { EditTarget } from "../../../src/edits/verdict";

const target: EditTarget = {
  original: "  a();\n  b();\n  c();",
  before: "function f() {\n",
  after: "\n}\n",
  languageId: "typescript",
  eol: "\n",
  indent: { kind: "spaces", size: 2 },
};

describe("fenced blocks", () => {
  it("are told from prose, with their tags and what is open", () => {
    const { blocks, prose } = fencedBlocks("One:\n\n```TS title\na\n```\nTwo.\n~~~\nb\n```\nc");
    assert.deepEqual(blocks, [
      { tag: "ts", text: "a", isClosed: true },
      { tag: "", text: "b\n```\nc", isClosed: false },
    ]);
    assert.equal(prose, "One:\n\nTwo.");
  });
});

describe("an answer that is still being written", () => {
  it("is laid over the old text line by line", () => {
    assert.equal(partialText("Here:\n\n```ts\n", target), undefined);
    assert.equal(partialText("```ts\na(1);\nb(", target), "  a(1);\n  b();\n  c();");
    assert.equal(
      partialText("```ts\na(1);\nb(2);\nc(3);\nd();\n", target),
      "  a(1);\n  b(2);\n  c(3);\n  d();",
    );
  });
});

describe("an answer that ends before its code", () => {
  it("was cut by its limit, by the context, or by the model", () => {
    const cutBy = (more: Partial<ModelAnswer>): unknown => {
      const verdict = editFromAnswer({ text: "```ts\na();", stopReason: "length", ...more }, target);
      return verdict.kind === "refused" && verdict.reason.kind === "truncated" && verdict.reason.by;
    };
    const usage = { promptTokens: 900, cachedTokens: 0, answerTokens: 100 };
    assert.equal(cutBy({ usage, maxTokens: 100 }), "answer");
    assert.equal(cutBy({ usage, maxTokens: 200 }), "context");
    assert.equal(cutBy({ maxTokens: 200 }), "answer");
    assert.equal(cutBy({ stopReason: "stop" }), "model");
  });
});

describe("an answer that declines", () => {
  const reasonOf = (text: string): string => {
    const verdict = editFromAnswer({ text, stopReason: "stop" }, target);
    return verdict.kind === "refused" ? verdict.reason.kind : verdict.kind;
  };
  const inBlock = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``;

  it("says so of what was asked, or changes nothing", () => {
    assert.equal(reasonOf("We can't do that."), "declined");
    assert.equal(
      reasonOf(`Unfortunately I do not have the file.\n\n${inBlock(target.original)}`),
      "declined",
    );
    assert.equal(reasonOf(inBlock("a();\n// I cannot change the rest of it\nb(1);\nc();")), "declined");
    assert.equal(reasonOf(inBlock(`// I don't have enough context.\n${target.original}`)), "declined");
    assert.equal(reasonOf(inBlock("// I'm sorry, but as an AI I must decline.")), "declined");
  });

  it("is told from one that explains its code", () => {
    assert.equal(reasonOf(`We can't trust b here.\n\n${inBlock("a();\nb(1);\nc();")}`), "edit");
    assert.equal(
      reasonOf(inBlock("a();\n// I can't trust b: we don't have its types.\nb(1);\nc();")),
      "edit",
    );
    assert.equal(reasonOf(inBlock("a();\n// We can't trust b.\nb();\nc();")), "edit");
  });
});

describe("line numbers in text", () => {
  it("are told from its lists", () => {
    const prose = {
      ...target,
      original: "One.\nTwo.\nThree.",
      before: "",
      after: "",
      languageId: "markdown",
    };
    const kindOf = (text: string): string => {
      const verdict = editFromAnswer({ text: `\`\`\`md\n${text}\n\`\`\``, stopReason: "stop" }, prose);
      return verdict.kind === "refused" ? verdict.reason.kind : verdict.newText;
    };
    assert.equal(kindOf("1. A.\n2. B.\n3. C."), "1. A.\n2. B.\n3. C.");
    assert.equal(kindOf("7  A.\n8  B.\n9  C."), "lineNumbers");
    assert.equal(kindOf("7 | A.\n8 | B.\nC."), "lineNumbers");
    assert.equal(kindOf("7 | A.\n8 | B.\n9 | C."), "A.\nB.\nC.");
  });
});

describe("tests that were asked for", () => {
  const answer = (code: string) => ({ text: `\`\`\`ts\n${code}\n\`\`\``, stopReason: "stop" as const });
  const tested = "export function a(): void {\n  b();\n}";
  const empty: EditTarget = { ...target, original: "", before: "", after: "" };

  it("make a whole new file, with an end to its last line", () => {
    const verdict = testsFromAnswer(answer('import { a } from "./a";\n\nit("a", () => a());'), empty, tested);
    assert.deepEqual(verdict, { kind: "edit", newText: 'import { a } from "./a";\n\nit("a", () => a());\n' });
  });

  it("go to the end of the file that is there, without imports that it has", () => {
    const before = 'import { a } from "./a";\n\nit("a", () => a());\n';
    const verdict = testsFromAnswer(
      answer('import { a } from "./a";\n\nit("b", () => a());'),
      {
        ...empty,
        before,
      },
      tested,
    );
    assert.deepEqual(verdict, { kind: "edit", newText: '\nit("b", () => a());\n' });
    const open = testsFromAnswer(
      answer('it("b", () => a());'),
      { ...empty, before: before.trimEnd() },
      tested,
    );
    assert.deepEqual(open, { kind: "edit", newText: '\n\nit("b", () => a());' });
  });

  describe("of a class", () => {
    const methods = "@Test\npublic void adds() {\n    check(2);\n}";
    const wanted = "\n    @Test\n    public void adds() {\n        check(2);\n    }\n";
    const head = "import a.B;\n\npublic class CartTest {\n";
    const first = "    @Test\n    void isEmpty() {\n        check(0);\n    }\n";
    const into = (before: string, after: string, languageId = "java"): EditTarget => {
      const found = testClassIn(before + after, languageId);
      assert.equal(found?.end, before.length);
      return { ...empty, before, after, languageId, indent: { kind: "spaces", size: 4 } };
    };

    it("go before its last brace, indented as its members are", () => {
      const verdict = testsFromAnswer(answer(methods), into(head + first, "}\n"), "int f() {}");
      assert.deepEqual(verdict, { kind: "edit", newText: wanted });
      const alone = testsFromAnswer(answer(methods), into(head, "}\n"), "int f() {}");
      assert.deepEqual(alone, { kind: "edit", newText: wanted.replace("\n", "") });
    });

    it("are taken out of a class that is repeated around them", () => {
      const again = `import a.B;\n\n@Nice\npublic class CartTest {\n${methods.replace(/^/gm, "  ")}\n}`;
      const verdict = testsFromAnswer(answer(again), into(head + first, "}\n"), "int f() {}");
      assert.deepEqual(verdict, { kind: "edit", newText: wanted });
    });

    it("go into the class where a namespace stands around it", () => {
      const before =
        "namespace Shop\n{\n    public class CartTests\n    {\n        [Fact]\n        public void A() { }\n";
      const verdict = testsFromAnswer(
        answer("[Fact]\npublic void B()\n{\n    Check();\n}"),
        into(before, "    }\n}\n", "csharp"),
        "int F() {}",
      );
      assert.deepEqual(verdict, {
        kind: "edit",
        newText: "\n        [Fact]\n        public void B()\n        {\n            Check();\n        }\n",
      });
    });

    it("stand at the end of the file where there is no class", () => {
      assert.equal(testClassIn("@Test fun a() {\n}\n", "kotlin"), undefined);
      assert.equal(testClassIn("class A {\n}\n", "python"), undefined);
      assert.equal(testClassIn("class A {\n", "java"), undefined);
    });
  });

  it("are refused where the code comes back instead", () => {
    const verdict = testsFromAnswer(answer("export function a(): void {\n  c();\n}"), empty, tested);
    assert.deepEqual(verdict, { kind: "refused", reason: { kind: "noTest" } });
  });

  it("are told from the code by their parameters, where they are called like it", () => {
    const java = { ...empty, languageId: "java" };
    const code = "int sum(int a, int b) {\n    return a + b;\n}";
    const test =
      "class SumTest {\n    @Test\n    void sum() {\n        assertEquals(3, sum(1, 2));\n    }\n}";
    assert.equal(testsFromAnswer(answer(test), java, code).kind, "edit");
    const changed = "int sum(int first, int second) {\n    return first + second;\n}";
    const verdict = testsFromAnswer(answer(changed), java, code);
    assert.deepEqual(verdict, { kind: "refused", reason: { kind: "noTest" } });
  });
});

describe("test files", () => {
  it("are named by the custom of the language", () => {
    assert.equal(testFileNames("src/sum.ts")[0], "src/sum.test.ts");
    assert.equal(testFileNames("app/sum.py")[0], "app/test_sum.py");
    assert.equal(testFileNames("pkg/sum.go")[0], "pkg/sum_test.go");
    assert.equal(testFileNames("src/main/java/shop/Cart.java")[0], "src/test/java/shop/CartTest.java");
    assert.equal(testFileNames("src/sum.rs")[0], "tests/sum.rs");
    assert.deepEqual(testFileNames("Makefile"), []);
  });
});
