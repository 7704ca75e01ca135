import * as vscode from "vscode";
import { checkEditable } from "../../host/checkEditable";
import { UserError } from "../../host/userError";
import { identifierLike } from "../../voice/identifierCase";
import type { Front } from "./front";

const { t } = vscode.l10n;

type NamedFront = Front & Required<Pick<Front, "name">>;

/** Throws `UserError` where no name was at the cursor, or the file is no longer what it was. */
export function namedIn(front: Front | undefined): NamedFront {
  const name = front?.name;
  if (!name) throw new UserError(t("Put the cursor on the name that should change."));
  checkUnchanged(front);
  return { ...front, name };
}

/** Has the language server rename the symbol, in all files that it says; throws `UserError` where it does not. */
export async function renameIn(front: NamedFront, spokenName: string): Promise<void> {
  const { document, name } = front;
  const edit = await editBy(document, name.range.start, identifierLike(name.text, spokenName));
  if (!edit || edit.size === 0) throw new UserError(t("This name cannot be renamed here."));
  for (const [uri] of edit.entries()) await checkEditable(await vscode.workspace.openTextDocument(uri));
  checkUnchanged(front);
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) throw changedError();
}

async function editBy(
  { uri }: vscode.TextDocument,
  position: vscode.Position,
  newName: string,
): Promise<vscode.WorkspaceEdit | undefined> {
  try {
    return await vscode.commands.executeCommand(
      "vscode.executeDocumentRenameProvider",
      uri,
      position,
      newName,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(t("This was not renamed to {0}: {1}", newName, reason));
  }
}

function checkUnchanged({ document, version }: Front): void {
  if (document.isClosed || document.version !== version) throw changedError();
}

function changedError(): UserError {
  return new UserError(t("The file changed meanwhile. Say it again."));
}
