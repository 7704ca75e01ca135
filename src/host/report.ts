import * as vscode from "vscode";
import { Failure } from "../protocol/failure";
import { loggedReason } from "./loggedReason";
import { messageText } from "./safeMarkdown";
import { UserError } from "./userError";
import { wordFailure } from "./wordFailure";

/** The one place where an error of a command becomes a message; nothing is swallowed. */
export async function report(work: () => Promise<void> | void, log: vscode.LogOutputChannel): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UserError) {
      void showWithRemedy(error); // the message stays as long as the person likes
      return;
    }
    if (error instanceof Failure) {
      void showFailure(error, log); // the message stays as long as the person likes
      return;
    }
    log.error(error instanceof Error ? error : String(error));
    void showWithLog(
      vscode.l10n.t("Something went wrong inside Gloss. The log has more to report it with."),
      log,
    );
  }
}

async function showWithRemedy({ message, remedy }: UserError): Promise<void> {
  const buttons = remedy ? [remedy.label] : [];
  // A problem may quote what the model said.
  const pressed = await vscode.window.showInformationMessage(messageText(message), ...buttons);
  if (remedy && pressed === remedy.label) await vscode.commands.executeCommand(remedy.command);
}

/** Shows an expected failure with a way to the log and more `buttons`; resolves with the one that was pressed. */
export async function showFailure(
  { reason }: Failure,
  log: vscode.LogOutputChannel,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  const { code, what, todo } = wordFailure(reason);
  log.error(`${code} ${loggedReason(reason)}`);
  return showWithLog(`${what} ${todo}`, log, buttons);
}

async function showWithLog(
  message: string,
  log: vscode.LogOutputChannel,
  buttons: readonly string[] = [],
): Promise<string | undefined> {
  const showLog = vscode.l10n.t("Show log");
  // A failure may quote what a program or file said.
  const pressed = await vscode.window.showErrorMessage(messageText(message), ...buttons, showLog);
  if (pressed === showLog) log.show();
  return pressed;
}
