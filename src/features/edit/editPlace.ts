import * as vscode from "vscode";
import type { EditTarget } from "../../edits/verdict";
import { fileName } from "../../host/fileName";
import { UserError } from "../../host/userError";
import type { EditPlace } from "./proposal";

/** Throws `UserError` where nothing may be edited: a workspace that is not trusted, a file that cannot be written. */
export async function checkEditable(document: vscode.TextDocument): Promise<void> {
  checkTrusted();
  const { scheme } = document.uri;
  if (document.isUntitled || scheme === "vscode-notebook-cell") return;
  if (isReadonlyBySetting(document)) {
    throw new UserError(
      vscode.l10n.t(
        '{0} is read-only by the setting "files.readonlyInclude". Change the setting, or copy the file.',
        fileName(document.uri),
      ),
    );
  }
  if (vscode.workspace.fs.isWritableFileSystem(scheme) !== true) throw readonlyError(document.uri);
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(document.uri);
    if ((permissions & vscode.FilePermission.Readonly) !== 0) throw readonlyError(document.uri);
  } catch (error) {
    // A file that is gone can still be edited: its text is open, and saving puts it back.
    if (!(error instanceof vscode.FileSystemError)) throw error;
  }
}

/** Throws `UserError` in a workspace that is not trusted. */
export function checkTrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserError(
    vscode.l10n.t(
      "This workspace is not trusted, so Gloss changes nothing in it. Trust it to edit with Gloss.",
    ),
  );
}

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
    eol: document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n",
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

// VS Code keeps a person from typing there, but lets an extension edit it.
function isReadonlyBySetting(document: vscode.TextDocument): boolean {
  const settings = vscode.workspace.getConfiguration("files", document.uri);
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const matches = (name: string): boolean => {
    const globs = Object.entries(settings.get<Readonly<Record<string, unknown>>>(name, {}));
    return globs.some(([glob, isOn]) => {
      const pattern = folder ? new vscode.RelativePattern(folder, glob) : glob;
      return isOn === true && vscode.languages.match({ pattern }, document) > 0;
    });
  };
  return matches("readonlyInclude") && !matches("readonlyExclude");
}

function readonlyError(uri: vscode.Uri): UserError {
  return new UserError(
    vscode.l10n.t("{0} cannot be written. Copy it, or change its permissions.", fileName(uri)),
  );
}
