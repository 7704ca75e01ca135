import * as vscode from "vscode";
import type { Attachment } from "../protocol/conversation";
import { writeChosenFile } from "./writeChosenFile";

/** Writes a sound to the file that a person names; nothing else ever puts one on a disk. */
export async function saveSound({
  name,
  format,
  bytes,
}: Extract<Attachment, { kind: "audio" }>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { [format.toUpperCase()]: [format] },
    title: vscode.l10n.t("Save the sound"),
  });
  if (target) await writeChosenFile(target, bytes);
}
