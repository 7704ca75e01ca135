import * as vscode from "vscode";

/** What was in front when a command was begun: "this" in it, whatever is in front when it is done. */
export interface Front {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly selection: vscode.Selection;
  /** The name at the cursor. */
  readonly name?: { readonly text: string; readonly range: vscode.Range };
}

/** What is in front now; undefined without an editor of text. */
export function whatIsInFront(): Front | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  const range = document.getWordRangeAtPosition(selection.active);
  return {
    document,
    version: document.version,
    selection,
    ...(range && { name: { text: document.getText(range), range } }),
  };
}
