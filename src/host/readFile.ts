import { readFile, stat } from "node:fs/promises";
import * as vscode from "vscode";

// VS Code's own ways take several times as long for files that lie beside the extension host.

/** The text of a file; undefined if there is none, it cannot be read, or it has more than `maxBytes`. */
export async function readText(uri: vscode.Uri, maxBytes: number): Promise<string | undefined> {
  const bytes = await ifThere(() =>
    uri.scheme === "file" ? readFile(uri.fsPath) : vscode.workspace.fs.readFile(uri),
  );
  return bytes && bytes.length <= maxBytes ? new TextDecoder().decode(bytes) : undefined;
}

/** What there is at an address; undefined for nothing, and where nobody may look. */
export async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  if (uri.scheme !== "file") return (await ifThere(() => vscode.workspace.fs.stat(uri)))?.type;
  const found = await ifThere(() => stat(uri.fsPath));
  return found && (found.isDirectory() ? vscode.FileType.Directory : vscode.FileType.File);
}

async function ifThere<T>(look: () => Thenable<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof vscode.FileSystemError || (error instanceof Error && "code" in error))
      return undefined;
    throw error;
  }
}
