import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import fc from "fast-check";
import { Language, Parser, type Node } from "web-tree-sitter";
import { documentationFromAnswer } from "../../../src/edits/documentation";
import { root } from "../../support/paths";
import { samples, targetOf } from "./samples";

const packed = (name: string): Buffer =>
  brotliDecompressSync(readFileSync(path.join(root, "dist", "grammars", `${name}.wasm.br`)));

/** The code that a real parser sees: the leaves of its tree, but no comment and no docstring. */
function tokensIn(node: Node): string[] {
  const isDocstring =
    node.type === "expression_statement" && node.namedChild(0)?.type === "string" && node.childCount === 1;
  if (node.type.includes("comment") || isDocstring) return [];
  return node.childCount === 0 ? [node.text] : node.children.flatMap(tokensIn);
}

const grammars: Readonly<Record<string, string>> = {
  typescript: "typescript",
  typescriptreact: "tsx",
  javascript: "tsx",
  python: "python",
  go: "go",
  java: "java",
  rust: "rust",
  c: "c",
  css: "css",
};

describe("code with a doc comment from any answer", () => {
  const parsers = new Map<string, Parser>();
  before(async () => {
    await Parser.init({ wasmBinary: packed("tree-sitter") });
    for (const [languageId, name] of Object.entries(grammars))
      parsers.set(languageId, new Parser().setLanguage(await Language.load(packed(name))));
  });
  after(() => {
    for (const parser of parsers.values()) parser.delete();
  });

  /** Undefined for code that does not parse, where a parser guesses. */
  const codeOf = (languageId: string, text: string): string[] | undefined => {
    const tree = parsers.get(languageId)?.parse(text);
    assert.ok(tree, languageId);
    const tokens = tree.rootNode.hasError ? undefined : tokensIn(tree.rootNode);
    tree.delete();
    return tokens;
  };

  const marks = [
    "/**",
    "/*",
    "*/",
    "//",
    "///",
    "//!",
    "#",
    '"""',
    "'''",
    "'",
    '"',
    "`",
    "\\",
    "${",
    "-->",
    "{",
    "}",
  ];
  const piece = fc.constantFrom(
    ...marks,
    "A",
    "b.",
    " ",
    "\n",
    "\n\n",
    " * ",
    "    ",
    "pass",
    "f();",
    "return 1",
    "; x",
  );
  const scribble = fc.array(piece, { maxLength: 7 }).map((all) => all.join(""));
  const whole = scribble.chain((text) =>
    fc.constantFrom(`/** ${text} */`, `"""${text}"""`, `// ${text}`, `/// ${text}`, text),
  );
  const old = scribble.chain((text) =>
    fc.constantFrom("", "/** Old. */ ", `/** ${text} */`, `// ${text}\n`, `/// ${text}\n`, `/* ${text} */\n`),
  );
  const documented = samples.filter(({ languageId }) => languageId in grammars);

  it("is the same code for a real parser", () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...documented),
        old,
        whole,
        fc.boolean(),
        (sample, above, said, isWithCode) => {
          const target = targetOf(sample);
          const original = sample.languageId === "python" ? sample.original : above + sample.original;
          const text = `\`\`\`\n${said}${isWithCode ? `\n${sample.original}` : ""}\n\`\`\``;
          const verdict = documentationFromAnswer({ text, stopReason: "stop" }, { ...target, original });
          if (verdict.kind === "refused") return;
          const file = (part: string): string[] | undefined =>
            codeOf(sample.languageId, target.before + part + target.after);
          const code = file(original);
          if (!code) return;
          // The grammar, other than the compiler, reads no nested comment that is empty.
          if (sample.languageId === "rust" && verdict.newText.includes("/**/")) return;
          taken += 1;
          assert.deepEqual(file(verdict.newText), code);
        },
      ),
      { numRuns: 3_000 },
    );
    assert.ok(taken > 300, `only ${String(taken)} were taken`);
  });
});
