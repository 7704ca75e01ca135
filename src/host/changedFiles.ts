import * as vscode from "vscode";
import { hunksIn, wholeFileHunk, type DiffHunk } from "../notes/diffHunks";
import type { GitChange, GitRepository } from "./git";
import { isKeptOut } from "./keptOut";

/** A file with what was changed in it; a deleted, binary or merely renamed one has no passages. */
export interface ChangedFile {
  readonly uri: vscode.Uri;
  readonly path: string;
  readonly hunks: readonly DiffHunk[];
  readonly isDeleted: boolean;
}

export interface ChangedFiles {
  readonly files: readonly ChangedFile[];
  /** Paths of files that are not sent: secret, ignored or too large. */
  readonly keptOut: readonly string[];
}

export type WhichChanges = "staged" | "all";

/** Numbers of the Git extension's `Status`. */
const deleted = new Set([2, 6]);
const untracked = new Set([7, 9]);
/** Staged and not in the last commit: Git's extension gives no diff of it. */
const indexAdded = 1;

/** The files that changed since the last commit, or those of them that are staged, in the order of their paths. */
export async function changedFiles(repository: GitRepository, which: WhichChanges): Promise<ChangedFiles> {
  const { indexChanges, workingTreeChanges, untrackedChanges = [] } = repository.state;
  const all =
    which === "staged" ? indexChanges : [...indexChanges, ...workingTreeChanges, ...untrackedChanges];
  // What is staged and edited further is listed twice; the later one says how the file is now.
  const byPath = new Map(all.map((change) => [change.uri.path, change]));
  const changes = [...byPath.values()].toSorted((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
  const files: ChangedFile[] = [];
  const keptOut: string[] = [];
  for (const change of changes) {
    const path = vscode.workspace.asRelativePath(change.uri);
    const isDeleted = deleted.has(change.status);
    if (!isDeleted && (await isKeptOut(change.uri))) keptOut.push(path);
    else {
      const hunks = isDeleted ? [] : await hunksOf(repository, change, which);
      files.push({ uri: change.uri, path, hunks, isDeleted });
    }
  }
  return { files, keptOut };
}

async function hunksOf(
  repository: GitRepository,
  { uri, status }: GitChange,
  which: WhichChanges,
): Promise<readonly DiffHunk[]> {
  // Before the first commit there is nothing to compare with.
  if (untracked.has(status) || repository.state.HEAD?.commit === undefined) {
    return wholeFile(uri);
  }
  const path = uri.fsPath;
  const diff = await (which === "staged"
    ? repository.diffIndexWithHEAD(path)
    : repository.diffWithHEAD(path));
  return diff === "" && status === indexAdded ? wholeFile(uri) : hunksIn(diff);
}

async function wholeFile(uri: vscode.Uri): Promise<readonly DiffHunk[]> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return text === "" || text.includes("\0") ? [] : [wholeFileHunk(text)];
}
