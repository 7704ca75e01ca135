import * as vscode from "vscode";
import { exportMarkdown } from "./exportMarkdown";
import type { PanelServices } from "./panelServices";

type Kept = Pick<PanelServices, "conversations" | "history">;

/** Asks for another title of a conversation of the history. */
export async function renameConversation({ history, conversations }: Kept, id: string): Promise<void> {
  await history.load(id);
  const value = conversations.get(id)?.title ?? "";
  const title = await vscode.window.showInputBox({
    value,
    prompt: vscode.l10n.t("Title of the conversation"),
  });
  if (title !== undefined && title.trim() !== "") conversations.rename(id, title.trim());
}

/** Deletes a conversation of the history, if the person means it. */
export async function deleteConversation({ history, conversations }: Kept, id: string): Promise<void> {
  await history.load(id);
  const yes = vscode.l10n.t("Delete");
  const question = vscode.l10n.t("Delete this conversation, with its pictures?");
  if ((await vscode.window.showWarningMessage(question, { modal: true }, yes)) === yes)
    conversations.remove(id);
}

/** Writes a conversation of the history to a file. */
export async function exportConversation({ history, conversations }: Kept, id: string): Promise<void> {
  await history.load(id);
  const conversation = conversations.get(id);
  if (conversation) await exportMarkdown(conversation);
}
