import * as vscode from "vscode";
import type { CodeFiles } from "../../codeSearch/findCode";
import { maxFileBytes, searchedEndings, skippedFolders } from "../../codeSearch/searchedFiles";
import { GitRules } from "../../host/gitRules";
import { readText } from "../../host/readFile";

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
    const rules = new GitRules();
    for (const { uri: root } of vscode.workspace.workspaceFolders ?? []) {
      const folders = [...skippedFolders, ...(await rules.ignoredFolders(root))];
      const uris = await vscode.workspace.findFiles(
        new vscode.RelativePattern(root, `**/*.{${searchedEndings.join(",")}}`),
        `**/{${folders.join(",")}}/**`,
        maxFiles,
        this.#token,
      );
      this.isCut ||= uris.length >= maxFiles;
      const areIgnored = await Promise.all(uris.map((uri) => rules.isIgnored(root, uri)));
      for (const [at, uri] of uris.entries()) if (!areIgnored[at]) this.#uris.set(pathOf(uri), uri);
    }
    return [...this.#uris.keys()];
  }

  async read(path: string): Promise<string | undefined> {
    const uri = this.#uris.get(path);
    // A file that went away or cannot be read is one file less to find.
    return uri && readText(uri, maxFileBytes);
  }

  uriOf(path: string): vscode.Uri | undefined {
    return this.#uris.get(path);
  }
}

/** As people know a file; with the name of its folder if several are open. Always with "/". */
function pathOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri).replaceAll("\\", "/");
}
