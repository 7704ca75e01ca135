import * as vscode from "vscode";
import type { CodeSelection } from "../protocol/conversation";
import { innermostSymbol } from "./symbols";
import { timeBox } from "./timeBox";
import { UserError } from "./userError";

/** Longest selection that is sent, in characters; a model's context is far smaller, and counting tokens takes time. */
const maxCharacters = 1_000_000;
/** How long VS Code's providers may take; a language server that never answers must not hold up a question. */
const providersMs = 1_500;

/** The code that a question is about, and where it stands. */
export interface CodeUnderCursor {
  readonly range: vscode.Range;
  readonly code: CodeSelection;
}

/** Selected code and the document that it stands in. */
export interface PlacedCode extends CodeUnderCursor {
  readonly uri: vscode.Uri;
}

/** The selection in whole lines, or the symbol around the cursor; throws `UserError` where there is no code. */
export async function codeUnderCursor(
  { document, selection: current }: vscode.TextEditor,
  selection: vscode.Selection = current,
): Promise<CodeUnderCursor> {
  const range = selection.isEmpty
    ? await rangeAround(document, selection.active)
    : wholeLines(document, selection);
  const text = document.getText(range);
  if (text.trim() === "")
    throw new UserError(vscode.l10n.t("There is no code here. Select some code first."));
  if (text.length > maxCharacters) {
    throw new UserError(
      vscode.l10n.t("The selection has {0} characters. Select at most {1}.", text.length, maxCharacters),
    );
  }
  return { range, code: codeIn(document, range) };
}

/** The same, with the document that it stands in. */
export async function placedCode(
  editor: vscode.TextEditor,
  selection: vscode.Selection = editor.selection,
): Promise<PlacedCode> {
  return { ...(await codeUnderCursor(editor, selection)), uri: editor.document.uri };
}

/** A range of a document as a question carries it. */
export function codeIn(document: vscode.TextDocument, range: vscode.Range): CodeSelection {
  return {
    path: vscode.workspace.asRelativePath(document.uri, (vscode.workspace.workspaceFolders?.length ?? 0) > 1),
    languageId: document.languageId,
    startLine: range.start.line + 1,
    endLine: range.end.line + 1,
    text: document.getText(range),
  };
}

// A selection within one line is meant to the letter; one over several lines is meant as lines, with their indentation.
function wholeLines(document: vscode.TextDocument, selection: vscode.Selection): vscode.Range {
  if (selection.isSingleLine) return selection;
  const endsBeforeLine = selection.end.character === 0;
  const lastLine = endsBeforeLine ? selection.end.line - 1 : selection.end.line;
  return new vscode.Range(selection.start.line, 0, lastLine, document.lineAt(lastLine).text.length);
}

async function rangeAround(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Range> {
  const symbol = await timeBox(innermostSymbol(document, position), undefined, providersMs);
  if (symbol) return linesOf(document, symbol.start.line, symbol.end.line);
  const isBlank = (line: number): boolean => document.lineAt(line).isEmptyOrWhitespace;
  if (isBlank(position.line)) return new vscode.Range(position, position);
  let [first, last] = [position.line, position.line];
  while (first > 0 && !isBlank(first - 1)) first -= 1;
  while (last < document.lineCount - 1 && !isBlank(last + 1)) last += 1;
  return linesOf(document, first, last);
}

function linesOf(document: vscode.TextDocument, first: number, last: number): vscode.Range {
  return new vscode.Range(first, 0, last, document.lineAt(last).text.length);
}
