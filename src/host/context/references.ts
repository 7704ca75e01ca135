import * as vscode from "vscode";
import { isKeptOut } from "../keptOut";
import { symbolsIn } from "../symbols";
import type { ContextProvider } from "./contextProvider";
import { passage } from "./passage";
import { isTestFile } from "./tests";

const maxFiles = 4;
const linesAround = 2;

/** Where the function or type in the code is used: one passage a file, tests left to their own provider. */
export const references: ContextProvider = {
  value: 40,
  find: async ({ document, range }, { signal, add }) => {
    const [symbol] = await symbolsIn(document, range);
    if (!symbol) return;
    const uses = await vscode.commands.executeCommand<readonly vscode.Location[] | undefined>(
      "vscode.executeReferenceProvider",
      document.uri,
      symbol.selectionRange.start,
    );
    const files = new Set<string>();
    for (const use of uses ?? []) {
      if (signal.aborted || files.size >= maxFiles) return;
      const file = use.uri.toString();
      const isOwn = file === document.uri.toString() && range.contains(use.range.start);
      if (isOwn || files.has(file) || isTestFile(use.uri.path) || (await isKeptOut(use.uri))) continue;
      const other = await vscode.workspace.openTextDocument(use.uri);
      const { line } = use.range.start;
      // An import says nothing about how it is used.
      if (/^\s*(?:import|from|use|using|#include)\b/.test(other.lineAt(line).text)) continue;
      files.add(file);
      add(passage(other, { first: line - linesAround, last: line + linesAround }, "reference"));
    }
  },
};
