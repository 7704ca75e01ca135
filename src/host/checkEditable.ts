import * as vscode from "vscode";
import { fileName } from "./fileName";
import { UserError } from "./userError";

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
