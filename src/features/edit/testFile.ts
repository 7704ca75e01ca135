import * as vscode from "vscode";
import { testFileNames } from "../../edits/testFileNames";
import { UserError } from "../../host/userError";

/** The test file of a source file: the one that is there, or the place for a new one. */
export async function findTestFile(
  document: vscode.TextDocument,
): Promise<{ readonly uri: vscode.Uri; readonly exists: boolean }> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const names =
    folder && !document.isUntitled ? testFileNames(vscode.workspace.asRelativePath(document.uri, false)) : [];
  const [first] = names;
  if (!folder || first === undefined) {
    throw new UserError(
      vscode.l10n.t("Save the file in a folder of the workspace first, so that its test has a place."),
    );
  }
  for (const name of names) {
    const uri = vscode.Uri.joinPath(folder.uri, name);
    if (uri.toString() !== document.uri.toString() && (await exists(uri))) return { uri, exists: true };
  }
  return { uri: vscode.Uri.joinPath(folder.uri, first), exists: false };
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false, // absent, which is what was asked
  );
}
