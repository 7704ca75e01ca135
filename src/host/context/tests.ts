import * as vscode from "vscode";
import { isKeptOut } from "../keptOut";
import { symbolsIn } from "../symbols";
import type { ContextProvider } from "./contextProvider";
import { passage } from "./passage";

const glob = "**/{*.test.*,*.spec.*,*_test.*,test_*.*,*Test.*,*Tests.*,*_spec.*}";
const maxListed = 300;
const maxRead = 12;
const maxPassages = 2;
const linesBefore = 3;
const linesAfter = 16;

/** Passages of test files that mention the function or type in the code; found without a language server. */
export const tests: ContextProvider = {
  value: 50,
  find: async ({ document, range }, { signal, add }) => {
    const [symbol] = await symbolsIn(document, range);
    if (!symbol || isTestFile(document.uri.path)) return;
    const name = stem(document.uri.path);
    const files = await vscode.workspace.findFiles(glob, "**/node_modules/**", maxListed);
    // Tests of a file are called after it.
    const likely = files
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
      .toSorted((a, b) => Number(stem(b.path).includes(name)) - Number(stem(a.path).includes(name)));
    const mention = new RegExp(`(?<![\\w$])${escape(symbol.name)}(?![\\w$])`);
    let passages = 0;
    for (const uri of likely.slice(0, maxRead)) {
      if (signal.aborted || passages >= maxPassages) return;
      if (await isKeptOut(uri)) continue;
      const other = await vscode.workspace.openTextDocument(uri);
      const line = mentionedAt(other, mention);
      if (line === undefined) continue;
      passages += 1;
      add(passage(other, { first: line - linesBefore, last: line + linesAfter }, "test"));
    }
  },
};

/** Whether a path is that of a test, by the ways in which tests are named. */
export function isTestFile(path: string): boolean {
  return /(?:[._](?:test|spec)\.[^/]+|\/test_[^/]+|(?:Test|Tests)\.[^/.]+|_test\.[^/.]+)$/.test(path);
}

function stem(path: string): string {
  return path
    .slice(path.lastIndexOf("/") + 1)
    .split(".", 1)
    .join("")
    .toLowerCase();
}

function escape(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

// The first mention beyond the imports.
function mentionedAt(document: vscode.TextDocument, mention: RegExp): number | undefined {
  for (let line = 0; line < document.lineCount; line += 1) {
    const { text } = document.lineAt(line);
    if (mention.test(text) && !/^\s*(?:import|from|use|using|#include)\b|\brequire\(/.test(text)) return line;
  }
  return undefined;
}
