import * as vscode from "vscode";
import { syntaxChecks, type SyntaxProblem } from "../../edits/syntaxChecks";
import type { Services } from "../../host/services";
import type { SyntaxTrees } from "./syntaxTree";

/** Grammars by language id; the one of TSX reads plain JavaScript too. */
const grammars: Readonly<Record<string, string>> = {
  typescript: "typescript",
  typescriptreact: "tsx",
  javascript: "tsx",
  javascriptreact: "tsx",
  python: "python",
  go: "go",
  java: "java",
  rust: "rust",
  c: "cpp",
  cpp: "cpp",
  css: "css",
};

/** Longer files are not parsed: it would take too long to be of use. */
const maxCharacters = 2_000_000;

/** Says whether an edit breaks a file that parsed before it. */
export class SyntaxWarning {
  readonly #services: Pick<Services, "extension" | "log">;
  #trees: Promise<SyntaxTrees> | undefined;

  constructor(services: Pick<Services, "extension" | "log">) {
    this.#services = services;
  }

  /** Where the new text does not parse; undefined if it does, if the old one did not, or if nothing here can tell. */
  async newProblem(before: string, after: string, languageId: string): Promise<SyntaxProblem | undefined> {
    if (Math.max(before.length, after.length) > maxCharacters) return undefined;
    const problem = await this.#problem(after, languageId);
    if (!problem || before.trim() === "") return problem;
    return (await this.#problem(before, languageId)) ? undefined : problem;
  }

  async #problem(text: string, languageId: string): Promise<SyntaxProblem | undefined> {
    const check = syntaxChecks[languageId];
    if (check) return check(text);
    const grammar = grammars[languageId];
    if (grammar === undefined) return undefined;
    const trees = await (this.#trees ??= this.#load());
    return trees.problem(text, grammar);
  }

  async #load(): Promise<SyntaxTrees> {
    const folder = vscode.Uri.joinPath(this.#services.extension.extensionUri, "dist", "grammars");
    // A bundle of its own: only who edits needs a parser.
    const { SyntaxTrees } = await import("./syntaxTree");
    return new SyntaxTrees(async (name) =>
      vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, `${name}.wasm.br`)),
    );
  }
}
