import * as vscode from "vscode";
import { workspaceCandidates } from "../../host/workspaceCandidates";

/** A file of the open workspace by its path; an agent gets no other file through Gloss. */
export async function workspaceFile(path: string): Promise<vscode.Uri> {
  const { t } = vscode.l10n;
  const candidates = path.startsWith("/")
    ? (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.with({ path }))
    : workspaceCandidates(path);
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
