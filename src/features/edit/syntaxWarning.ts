import * as vscode from "vscode";
import { grammars, syntaxChecks, type SyntaxProblem } from "../../edits/syntaxChecks";
import type { Services } from "../../host/services";
import type { Proposal } from "./proposal";
import type { ProposalList } from "./proposalList";
import type { SyntaxTrees } from "./syntaxTree";

/** Longer files are not parsed: it would take too long to be of use. */
const maxCharacters = 2_000_000;

/** Warns of proposals that break a file that parsed before them. */
export class SyntaxWarning implements vscode.Disposable {
  readonly #services: Pick<Services, "extension" | "log">;
  readonly #proposals: ProposalList;
  readonly #problems = vscode.languages.createDiagnosticCollection("gloss");
  readonly #forgetProblems: vscode.Disposable;
  #trees: Promise<SyntaxTrees> | undefined;

  constructor(services: Pick<Services, "extension" | "log">, proposals: ProposalList) {
    this.#services = services;
    this.#proposals = proposals;
    this.#forgetProblems = proposals.onDidClose(({ uri }) => this.#problems.delete(uri));
  }

  /** Marks the line of a proposal where the file would not parse any more, and says so. */
  async look(proposal: Proposal): Promise<void> {
    const { place, uri, original } = proposal;
    const before = place.kind === "range" ? place.document.getText() : "";
    const languageId = place.kind === "range" ? place.document.languageId : place.languageId;
    const problem = await this.#newProblem(before, proposal.fileText(), languageId);
    if (!problem || !this.#proposals.has(proposal)) {
      this.#problems.delete(uri);
      return;
    }
    const line = problem.line ?? proposal.startLine();
    const message = vscode.l10n.t(
      "The result no longer parses: look at line {0} before you accept it.",
      line + 1,
    );
    const marked = new vscode.Range(line, 0, line, 1_000);
    const warning = new vscode.Diagnostic(marked, message, vscode.DiagnosticSeverity.Warning);
    warning.source = "Gloss";
    this.#problems.set(uri, [warning]);
    this.#services.log.info(`proposal does not parse: ${String(original.length)} characters, ${languageId}`);
    void vscode.window.showWarningMessage(message); // nothing to wait for: it has no buttons
  }

  dispose(): void {
    this.#forgetProblems.dispose();
    this.#problems.dispose();
  }

  /** Where the new text does not parse; undefined if it does, if the old one did not, or if nothing here can tell. */
  async #newProblem(before: string, after: string, languageId: string): Promise<SyntaxProblem | undefined> {
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
    const trees = await (this.#trees ??= this.#load().catch((error: unknown) => {
      this.#trees = undefined; // the next one tries again
      throw error;
    }));
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
