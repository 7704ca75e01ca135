import * as vscode from "vscode";

/** A file of the open workspace by its path; an agent gets no other file through Gloss. */
export async function workspaceFile(path: string): Promise<vscode.Uri> {
  const { t } = vscode.l10n;
  const folders = vscode.workspace.workspaceFolders ?? [];
  // With several folders open, VS Code names a file with its folder in front.
  const candidates = folders.flatMap(({ uri, name }) => [
    path.startsWith("/") ? uri.with({ path }) : vscode.Uri.joinPath(uri, path),
    ...(path.startsWith(`${name}/`) ? [vscode.Uri.joinPath(uri, path.slice(name.length + 1))] : []),
  ]);
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
