import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { CodeFiles } from "../../codeSearch/findCode";
import { ignoredFolders, withoutIgnored, type IgnoreFile } from "../../codeSearch/gitIgnore";
import { maxFileBytes, searchedEndings, skippedFolders } from "../../codeSearch/searchedFiles";

/** More files than this are not listed; the search would take long, and the person is told. */
const maxFiles = 30_000;

/** The files of the open folders for the code search, with what git ignores left out. */
export class WorkspaceFiles implements CodeFiles {
  readonly #token: vscode.CancellationToken;
  readonly #uris = new Map<string, vscode.Uri>();
  /** True if there were more files than are searched. */
  isCut = false;

  constructor(token: vscode.CancellationToken) {
    this.#token = token;
  }

  async list(): Promise<readonly string[]> {
    const ignoreFiles = await this.#ignoreFiles();
    const roots = ignoreFiles.filter(({ folder }) => !folder.includes("/"));
    const folders = [...skippedFolders, ...roots.flatMap(({ text }) => ignoredFolders(text))];
    const uris = await vscode.workspace.findFiles(
      `**/*.{${searchedEndings.join(",")}}`,
      `**/{${folders.join(",")}}/**`,
      maxFiles,
      this.#token,
    );
    this.isCut = uris.length >= maxFiles;
    for (const uri of uris) this.#uris.set(pathOf(uri), uri);
    return withoutIgnored([...this.#uris.keys()], ignoreFiles);
  }

  async read(path: string): Promise<string | undefined> {
    const uri = this.#uris.get(path);
    return uri && readText(uri);
  }

  uriOf(path: string): vscode.Uri | undefined {
    return this.#uris.get(path);
  }

  async #ignoreFiles(): Promise<readonly IgnoreFile[]> {
    const uris = await vscode.workspace.findFiles(
      "**/.gitignore",
      `**/{${skippedFolders.join(",")}}/**`,
      maxFiles,
      this.#token,
    );
    const files = await Promise.all(
      uris.map(async (uri) => ({ folder: folderOf(pathOf(uri)), text: (await readText(uri)) ?? "" })),
    );
    return files;
  }
}

/** As people know a file; with the name of its folder if several are open. Always with "/". */
function pathOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri).replaceAll("\\", "/");
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    // VS Code's own way takes as long as the search itself for files that lie beside the extension host.
    const bytes =
      uri.scheme === "file" ? await readFile(uri.fsPath) : await vscode.workspace.fs.readFile(uri);
    return bytes.length <= maxFileBytes ? new TextDecoder().decode(bytes) : undefined;
  } catch (error) {
    // A file that went away or cannot be read is one file less to find.
    if (error instanceof vscode.FileSystemError || (error instanceof Error && "code" in error))
      return undefined;
    throw error;
  }
}
