import * as vscode from "vscode";

/** How the lines of a document end. */
export function lineEnd({ eol }: vscode.TextDocument): "\n" | "\r\n" {
  return eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n";
}
