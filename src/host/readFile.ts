import { readFile, stat } from "node:fs/promises";
import * as vscode from "vscode";

// VS Code's own ways take several times as long for files that lie beside the extension host.

/** The text of a file; undefined if there is none, it cannot be read, or it has more than `maxBytes`. */
export async function readText(uri: vscode.Uri, maxBytes: number): Promise<string | undefined> {
  const bytes = await ifThere(() =>
    uri.scheme === "file" ? readUpTo(uri.fsPath, maxBytes) : readThereUpTo(uri, maxBytes),
  );
  return bytes && new TextDecoder().decode(bytes);
}

// The size first: many files may be read at a time, and what is no file (a pipe) may never end.
async function readUpTo(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const found = await stat(path);
  return found.isFile() && found.size <= maxBytes ? readFile(path) : undefined;
}

async function readThereUpTo(uri: vscode.Uri, maxBytes: number): Promise<Uint8Array | undefined> {
  const { size } = await vscode.workspace.fs.stat(uri);
  return size <= maxBytes ? vscode.workspace.fs.readFile(uri) : undefined;
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
