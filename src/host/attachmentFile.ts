import * as vscode from "vscode";
import { fileName } from "./fileName";
import { UserError } from "./userError";
import { refuseTooLarge } from "./wordAttachment";

/** The name and the bytes of a file that shall be attached; throws `UserError` if they cannot be had. */
export async function readAttachmentFile(
  uri: vscode.Uri,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const name = fileName(uri);
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) {
      throw new UserError(vscode.l10n.t("{0} is a folder. Attach the files in it.", name));
    }
    refuseTooLarge(name, size);
    return { name, bytes: await vscode.workspace.fs.readFile(uri) };
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
    throw new UserError(vscode.l10n.t("{0} cannot be read. Check that it is still there.", name));
  }
}
