import * as vscode from "vscode";

/** A file of the open workspace by its path; an agent gets no other file through Gloss. */
export async function workspaceFile(path: string): Promise<vscode.Uri> {
  const { t } = vscode.l10n;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const candidates = folders.flatMap(({ uri }) =>
    path.startsWith("/") ? [uri.with({ path })] : [vscode.Uri.joinPath(uri, path)],
  );
  for (const uri of candidates) {
    if (vscode.workspace.getWorkspaceFolder(uri) && (await isFile(uri))) return uri;
  }
  throw new Error(t("{0} is no file of the open workspace.", path));
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch {
    return false; // not there: the next folder may have it
  }
}
