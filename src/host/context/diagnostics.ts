import * as vscode from "vscode";
import type { ContextProvider } from "./contextProvider";

const maxProblems = 20;

/** Errors and warnings in the code; the gravest first, then from the top. */
export const diagnostics: ContextProvider = {
  value: 85,
  find: ({ document, range }, { add }) => {
    const here = vscode.languages
      .getDiagnostics(document.uri)
      .filter((problem) => problem.range.intersection(range) !== undefined)
      .toSorted((a, b) => a.severity - b.severity || a.range.start.compareTo(b.range.start));
    if (here.length > 0) {
      const count = Math.min(maxProblems, here.length);
      const label = count === 1 ? vscode.l10n.t("1 problem") : vscode.l10n.t("{0} problems", count);
      add({ kind: "diagnostics", label, languageId: "", text: problemLines(here.slice(0, maxProblems)) });
    }
    return Promise.resolve();
  },
};

/** Problems, one a line, as a question carries them. */
export function problemLines(problems: readonly vscode.Diagnostic[]): string {
  return problems.map(({ range, message }) => `line ${String(range.start.line + 1)}: ${message}`).join("\n");
}
