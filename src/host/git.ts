import * as vscode from "vscode";
import { runsRemotely } from "./runsRemotely";
import { timeBox } from "./timeBox";
import { UserError } from "./userError";

/** What Gloss uses of the API (version 1) of the Git extension that comes with VS Code. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  readonly state: {
    /** Without `commit` before the first one. */
    readonly HEAD?: { readonly commit?: string };
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    readonly untrackedChanges?: readonly GitChange[];
  };
  /** A unified diff of the file on disk against the last commit. */
  diffWithHEAD(path: string): Promise<string>;
  /** The same of what is staged. */
  diffIndexWithHEAD(path: string): Promise<string>;
  log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
}

export interface GitChange {
  readonly uri: vscode.Uri;
  readonly status: number;
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  getRepository(uri: vscode.Uri): GitRepository | null;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

const activationMs = 5_000;

/** Git's repositories in this window, at least one; throws a `UserError` that says why there is none. */
export async function repositories(): Promise<readonly GitRepository[]> {
  const { t } = vscode.l10n;
  const git = await gitApi();
  if (!git && vscode.env.remoteName !== undefined && !runsRemotely()) {
    // Only extensions of the same host are seen. One that is on both sides runs beside the screen unless it is told.
    throw new UserError(
      t(
        'In this window Git runs on the remote machine, and Gloss on yours. Install Gloss there, and set remote.extensionKind to { "gloss.gloss": ["workspace"] }.',
      ),
    );
  }
  if (!git) {
    throw new UserError(
      t(
        "The editor has no Git: it is switched off (git.enabled), or was not found. Look into the log of Git.",
      ),
    );
  }
  if (git.repositories.length === 0)
    throw new UserError(t("There is no Git repository in this window. Open one in the Source Control view."));
  return git.repositories;
}

/** The repository that a file belongs to. */
export async function repositoryOf(uri: vscode.Uri): Promise<GitRepository | undefined> {
  return (await gitApi())?.getRepository(uri) ?? undefined;
}

async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (!extension) return undefined;
  const git = await timeBox(extension.activate(), undefined, activationMs);
  return git?.enabled ? git.getAPI(1) : undefined;
}
