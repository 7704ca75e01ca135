import * as vscode from "vscode";
import { abortSignalOf } from "../../host/abortSignalOf";
import { changedFiles, type ChangedFile } from "../../host/changedFiles";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { chooseChanges, chooseRepository } from "./chooseChanges";
import { commitMessageFor, fillInput } from "./commitMessage";
import { reviewFiles, type ReviewedFiles } from "./reviewFiles";

/** Notes on what has changed since the last commit, and a message for the next one. */
export function registerReview(services: Pick<Services, "engine" | "notes" | "log">): vscode.Disposable {
  const { engine, log } = services;
  let isReviewing = false;

  const reviewChanges = async (sourceControl: unknown): Promise<void> => {
    if (isReviewing) throw new UserError(vscode.l10n.t("A review is on its way already."));
    const chosen = await choose(sourceControl);
    if (!chosen) return;
    isReviewing = true;
    try {
      const { repository, which } = chosen;
      const { files, keptOut } = await changedFiles(repository, which);
      const reviewed = await withProgress(
        services,
        files.filter(({ hunks }) => hunks.length > 0),
      );
      const { placed, isStopped } = reviewed;
      const words = wordReview({ ...reviewed, keptOut });
      if (placed === 0 && !isStopped) throw new UserError(words);
      vscode.window.setStatusBarMessage(`$(note) ${words}`, 10_000);
      if (placed > 0) await vscode.commands.executeCommand("gloss.notes.focus");
    } finally {
      isReviewing = false;
    }
  };

  const writeCommitMessage = async (sourceControl: unknown): Promise<void> => {
    const chosen = await choose(sourceControl);
    if (!chosen) return;
    const title = vscode.l10n.t("Writing a commit message");
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (_progress, token) => {
        const { message, keptOut, shortened } = await commitMessageFor(engine, chosen, abortSignalOf(token));
        if (message === "" || token.isCancellationRequested) return;
        fillInput(chosen.repository, message);
        const words = [...wordKeptOut(keptOut), ...wordShortened(shortened)].join(" ");
        if (words !== "") vscode.window.setStatusBarMessage(`$(note) ${words}`, 10_000);
      },
    );
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand("gloss.reviewChanges", (sourceControl: unknown) =>
      report(() => reviewChanges(sourceControl), log),
    ),
    vscode.commands.registerCommand("gloss.writeCommitMessage", (sourceControl: unknown) =>
      report(() => writeCommitMessage(sourceControl), log),
    ),
  );
}

async function choose(sourceControl: unknown) {
  const repository = await chooseRepository(sourceControl);
  const which = repository && (await chooseChanges(repository));
  return repository && which && { repository, which };
}

function withProgress(
  services: Pick<Services, "engine" | "notes">,
  files: readonly ChangedFile[],
): Thenable<ReviewedFiles> {
  const title = vscode.l10n.t("Reviewing changes");
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      reviewFiles(services, files, {
        signal: abortSignalOf(token),
        onProgress: (message, increment) => progress.report({ message, increment }),
      }),
  );
}

function wordReview({
  placed,
  unplaced,
  cut,
  tooLong,
  keptOut,
}: ReviewedFiles & { readonly keptOut: readonly string[] }): string {
  const { t } = vscode.l10n;
  return [
    placed === 0
      ? t("The review has no notes.")
      : placed === 1
        ? t("The review has 1 note.")
        : t("The review has {0} notes.", placed),
    ...(unplaced > 0 ? [t("{0} left out: their lines are not in the change.", unplaced)] : []),
    ...(cut.length > 0 ? [t("Ended early, ask again: {0}.", cut.join(", "))] : []),
    ...(tooLong.length > 0 ? [t("Lines too long for the context, not sent: {0}.", tooLong.join(", "))] : []),
    ...wordKeptOut(keptOut),
  ].join(" ");
}

function wordKeptOut(paths: readonly string[]): string[] {
  return paths.length === 0 ? [] : [vscode.l10n.t("Not sent: {0}.", paths.join(", "))];
}

function wordShortened(paths: readonly string[]): string[] {
  return paths.length === 0 ? [] : [vscode.l10n.t("Sent in part: {0}.", paths.join(", "))];
}
