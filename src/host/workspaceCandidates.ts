import * as vscode from "vscode";

/** Where a path of the workspace may lie, nearest first: with several folders, it begins with the name of its folder. */
export function workspaceCandidates(path: string): vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri, name }) => [
    vscode.Uri.joinPath(uri, path),
    ...(path.startsWith(`${name}/`) ? [vscode.Uri.joinPath(uri, path.slice(name.length + 1))] : []),
  ]);
}
