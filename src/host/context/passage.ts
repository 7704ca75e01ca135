import * as vscode from "vscode";
import type { ContextItem } from "../../protocol/conversation";

/** Some lines of a file as context; `first` and `last` are counted from 0 and may lie outside the file. */
export function passage(
  document: vscode.TextDocument,
  { first, last }: { readonly first: number; readonly last: number },
  kind: ContextItem["kind"],
): ContextItem {
  const from = Math.max(0, first);
  const to = Math.min(document.lineCount - 1, last);
  const path = vscode.workspace.asRelativePath(document.uri);
  return {
    kind,
    label: vscode.l10n.t("`{0}`, lines {1}-{2}", path, from + 1, to + 1),
    languageId: document.languageId,
    text: document.getText(new vscode.Range(from, 0, to, document.lineAt(to).text.length)),
  };
}
