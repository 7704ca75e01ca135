import * as vscode from "vscode";
import { fileName } from "./fileName";
import { UserError } from "./userError";

/** Writes to the file that a person has chosen; throws `UserError` where nothing can be written. */
export async function writeChosenFile(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  try {
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
    throw new UserError(
      vscode.l10n.t("{0} cannot be written there. Choose another folder.", fileName(target)),
    );
  }
}
