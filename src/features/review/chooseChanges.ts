import * as vscode from "vscode";
import type { WhichChanges } from "../../host/changedFiles";
import { repositories, repositoryOf, type GitRepository } from "../../host/git";
import { UserError } from "../../host/userError";

/** The repository that is meant: the one of the button, of the open file, the only one, or the one that is picked. */
export async function chooseRepository(sourceControl: unknown): Promise<GitRepository | undefined> {
  const all = await repositories();
  const { rootUri } = (sourceControl ?? {}) as Partial<vscode.SourceControl>; // the SCM title passes its own
  const named = rootUri && all.find((one) => one.rootUri.toString() === rootUri.toString());
  if (named) return named;
  const open = vscode.window.activeTextEditor?.document.uri;
  const around = open && (await repositoryOf(open));
  if (around) return around;
  if (all.length === 1) return all[0];
  const items = all.map((repository) => ({
    label: vscode.workspace.asRelativePath(repository.rootUri),
    repository,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which repository?") }))
    ?.repository;
}

/** What is staged, or all changes; asked only where both are there. */
export async function chooseChanges({ state }: GitRepository): Promise<WhichChanges | undefined> {
  const staged = state.indexChanges.length;
  const others = state.workingTreeChanges.length + (state.untrackedChanges?.length ?? 0);
  if (staged + others === 0) throw new UserError(vscode.l10n.t("Nothing has changed since the last commit."));
  if (staged === 0) return "all";
  if (others === 0) return "staged";
  const items = [
    { label: vscode.l10n.t("Staged changes"), description: String(staged), which: "staged" as const },
    { label: vscode.l10n.t("All changes"), description: String(staged + others), which: "all" as const },
  ];
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which changes?") }))?.which;
}
