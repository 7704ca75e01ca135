import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { Language, Parser, type Node } from "web-tree-sitter";
import type { SyntaxProblem } from "../../edits/syntaxChecks";

/** Reads one of the packed files of the parser: its runtime ("tree-sitter") or a grammar ("go"). */
export type ReadPacked = (name: string) => Promise<Uint8Array>;

/** Parses with grammars that are loaded when a language is first met. */
export class SyntaxTrees {
  readonly #read: ReadPacked;
  readonly #languages = new Map<string, Promise<Language>>();
  #runtime: Promise<void> | undefined;

  constructor(read: ReadPacked) {
    this.#read = read;
  }

  /** The first place where a text does not parse; undefined if all of it does. */
  async problem(text: string, grammar: string): Promise<SyntaxProblem | undefined> {
    await (this.#runtime ??= this.#start().catch((error: unknown) => {
      this.#runtime = undefined; // the next one tries again
      throw error;
    }));
    const language = await this.#language(grammar);
    const parser = new Parser();
    try {
      parser.setLanguage(language);
      const tree = parser.parse(text);
      try {
        return tree?.rootNode.hasError === true ? { line: firstError(tree.rootNode) } : undefined;
      } finally {
        tree?.delete();
      }
    } finally {
      parser.delete();
    }
  }

  async #start(): Promise<void> {
    await Parser.init({ wasmBinary: await this.#unpack("tree-sitter") });
  }

  #language(name: string): Promise<Language> {
    const known = this.#languages.get(name);
    if (known) return known;
    const loading = this.#unpack(name)
      .then((bytes) => Language.load(bytes))
      .catch((error: unknown) => {
        this.#languages.delete(name); // the next one tries again
        throw error;
      });
    this.#languages.set(name, loading);
    return loading;
  }

  async #unpack(name: string): Promise<Uint8Array> {
    return promisify(brotliDecompress)(await this.#read(name));
  }
}

function firstError(node: Node): number {
  if (node.isError || node.isMissing) return node.startPosition.row;
  const child = node.children.find((inner) => inner.hasError || inner.isMissing);
  return child ? firstError(child) : node.startPosition.row;
}
