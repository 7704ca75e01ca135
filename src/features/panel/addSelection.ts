import * as vscode from "vscode";
import type { Composer } from "../../host/composer";
import { placedCode } from "../../host/editorContext";
import { UserError } from "../../host/userError";

/** Puts the selected code, or what is around the cursor, into the panel's question. */
export async function addSelection(composer: Composer): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor) throw new UserError(vscode.l10n.t("Open a file and select some code first."));
  composer.setCode(await placedCode(editor));
}
