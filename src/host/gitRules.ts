import ignore, { type Ignore } from "ignore";
import * as vscode from "vscode";
import { ignoredFolders, withRules } from "./gitIgnore";
import { readText, typeOf } from "./readFile";

/** Larger files hold no rules that a person wrote. */
const maxBytes = 1_000_000;

/**
 * What Git ignores in the open folders: by the `.gitignore` of each folder from the top of the repository down, which may
 * lie above the open one, and by `.git/info/exclude`. Each file is read once; a look at a later time needs new rules.
 */
export class GitRules {
  readonly #tops = new Map<string, Promise<vscode.Uri>>();
  readonly #rules = new Map<string, Promise<Ignore>>();

  /** `root` is the open folder that the file is in. */
  async isIgnored(root: vscode.Uri, file: vscode.Uri): Promise<boolean> {
    const top = await this.#topOf(root);
    const path = below(top, file);
    return (await this.#rulesOf(top, folderOf(path))).ignores(path);
  }

  /** Folders of any place in an open one that need not even be listed. */
  async ignoredFolders(root: vscode.Uri): Promise<readonly string[]> {
    const top = await this.#topOf(root);
    const folders = [top];
    for (const name of below(top, root).split("/").filter(Boolean))
      folders.push(vscode.Uri.joinPath(folders.at(-1) ?? top, name));
    return ignoredFolders((await Promise.all(folders.map(rulesIn))).join("\n"));
  }

  #topOf(root: vscode.Uri): Promise<vscode.Uri> {
    return kept(this.#tops, root.toString(), () => topOf(root));
  }

  #rulesOf(top: vscode.Uri, folder: string): Promise<Ignore> {
    const uri = vscode.Uri.joinPath(top, folder);
    return kept(this.#rules, `${top.toString()} ${folder}`, async () => {
      const [above, text] = await Promise.all([
        folder === "" ? ignore() : this.#rulesOf(top, folderOf(folder)),
        rulesIn(uri),
      ]);
      return text.trim() === "" ? above : withRules(above, folder, text);
    });
  }
}

function kept<T>(all: Map<string, T>, key: string, make: () => T): T {
  const value = all.get(key) ?? make();
  all.set(key, value);
  return value;
}

/** The folder that holds `.git`; the open one itself where none does. */
async function topOf(root: vscode.Uri, folder = root): Promise<vscode.Uri> {
  if ((await typeOf(vscode.Uri.joinPath(folder, ".git"))) !== undefined) return folder;
  const parent = vscode.Uri.joinPath(folder, "..");
  return parent.path === folder.path ? root : topOf(root, parent);
}

/** A rule of the folder counts for more than one that is not part of the repository. */
async function rulesIn(folder: vscode.Uri): Promise<string> {
  const [excluded, ignored] = await Promise.all([
    excludedIn(vscode.Uri.joinPath(folder, ".git")),
    readText(vscode.Uri.joinPath(folder, ".gitignore"), maxBytes),
  ]);
  return `${excluded ?? ""}\n${ignored ?? ""}`;
}

async function excludedIn(git: vscode.Uri): Promise<string | undefined> {
  const type = await typeOf(git);
  if (type === undefined) return undefined;
  const folder = type & vscode.FileType.Directory ? git : await namedFolder(git);
  return folder && readText(vscode.Uri.joinPath(folder, "info", "exclude"), maxBytes);
}

/** In a submodule or a further work tree `.git` is a file that says where the folder is, which may name another one. */
async function namedFolder(git: vscode.Uri): Promise<vscode.Uri | undefined> {
  const [, named] = /^gitdir: (.+)/.exec((await readText(git, maxBytes)) ?? "") ?? [];
  if (named === undefined) return undefined;
  const folder = resolved(vscode.Uri.joinPath(git, ".."), named.trim());
  const common = await readText(vscode.Uri.joinPath(folder, "commondir"), maxBytes);
  return common === undefined ? folder : resolved(folder, common.trim());
}

function resolved(from: vscode.Uri, path: string): vscode.Uri {
  if (/^[a-z]:/i.test(path)) return from.with({ path: `/${path}` });
  return path.startsWith("/") ? from.with({ path }) : vscode.Uri.joinPath(from, path);
}

function below(top: vscode.Uri, { path }: vscode.Uri): string {
  return path.slice(top.path.replace(/\/$/, "").length + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
