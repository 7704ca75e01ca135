import * as vscode from "vscode";
import type { EditTarget } from "../../edits/verdict";
import { lineEnd } from "../../host/lineEnd";
import type { EditPlace } from "./proposal";

/** What the gate must know of a place. */
export function targetOf(place: EditPlace): EditTarget {
  const indent = indentOf(place.kind === "range" ? place.document.uri : place.like);
  if (place.kind === "newFile")
    return { original: "", before: "", after: "", languageId: place.languageId, eol: "\n", indent };
  const { document, range } = place;
  const end = document.lineAt(document.lineCount - 1).range.end;
  return {
    original: document.getText(range),
    before: document.getText(new vscode.Range(new vscode.Position(0, 0), range.start)),
    after: document.getText(new vscode.Range(range.end, end)),
    languageId: document.languageId,
    eol: lineEnd(document),
    indent,
  };
}

// The editor has guessed the file's indentation already; without one its settings count.
function indentOf(uri: vscode.Uri): EditTarget["indent"] {
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  const settings = vscode.workspace.getConfiguration("editor", uri);
  const insertSpaces: unknown = editor?.options.insertSpaces ?? settings.get("insertSpaces");
  const tabSize: unknown = editor?.options.tabSize ?? settings.get("tabSize");
  if (insertSpaces === false) return { kind: "tabs" };
  return { kind: "spaces", size: typeof tabSize === "number" && tabSize > 0 ? tabSize : 4 };
}
