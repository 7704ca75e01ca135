import nodePath from "node:path";
import * as vscode from "vscode";
import { workspaceCandidates } from "../../host/workspaceCandidates";

/** A file of the open workspace by its path; an agent gets no other file through Gloss. */
export async function workspaceFile(path: string): Promise<vscode.Uri> {
  const { t } = vscode.l10n;
  const absolute = absolutePath(path);
  const candidates =
    absolute === undefined
      ? workspaceCandidates(path)
      : (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.with({ path: absolute }));
  for (const uri of candidates) {
    if (vscode.workspace.getWorkspaceFolder(uri) && (await isFile(uri))) return uri;
  }
  throw new Error(t("{0} is no file of the open workspace.", path));
}

/** A path from a root as an address has it; without "..", which a comparison with the folder would not see through. */
export function absolutePath(path: string): string | undefined {
  const isDrive = /^[a-z]:[\\/]/i.test(path);
  if (!isDrive && !path.startsWith("/")) return undefined;
  return nodePath.posix.normalize(isDrive ? `/${path.replaceAll("\\", "/")}` : path);
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch {
    return false; // not there: the next folder may have it
  }
}
