import * as vscode from "vscode";
import type { Attachment } from "../protocol/conversation";
import type { Composer } from "./composer";
import { UserError } from "./userError";

/** Throws `UserError` while one of `attachments` is being drawn on: what shall be covered in it is not covered yet. */
export function refuseEdited(composer: Composer, attachments: readonly Attachment[]): void {
  if (!composer.edited || !attachments.includes(composer.edited)) return;
  throw new UserError(vscode.l10n.t("A picture is being edited. Press Done or Cancel first."));
}
