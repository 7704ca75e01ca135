import * as vscode from "vscode";
import { conversationMessages } from "../../prompt/ask";
import type { ChatMessage } from "../../protocol/chat";
import type { Conversation } from "../../protocol/conversation";

const scheme = "gloss-sent";

/** Read-only documents that show exactly what was sent to the model for a conversation's last question. */
export function registerSentDocuments(find: (id: string) => Conversation | undefined): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => {
      const conversation = find(uri.query);
      return conversation ? sentText(conversation) : vscode.l10n.t("This conversation was closed.");
    },
  });
}

/** Opens what was sent beside the code. */
export async function showSent({ id, turns }: Conversation): Promise<void> {
  // The number of turns makes a new address for each question: VS Code keeps the text of an old one.
  const uri = vscode.Uri.from({
    scheme,
    path: `/${vscode.l10n.t("sent")} ${id}-${String(turns.length)}.md`,
    query: id,
  });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}

function sentText({ turns }: Conversation): string {
  const last = turns.at(-1);
  if (!last) return "";
  return conversationMessages(turns.slice(0, -1), last.question).map(messageText).join("\n\n");
}

function messageText({ role, content }: ChatMessage): string {
  const parts = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
  const texts = parts.map((part) => {
    switch (part.type) {
      case "text":
        return part.text;
      case "image_url":
        return vscode.l10n.t("(picture, {0} KB)", Math.round((part.image_url.url.length * 3) / 4 / 1000));
      case "input_audio":
        return vscode.l10n.t("(sound, {0} KB)", Math.round((part.input_audio.data.length * 3) / 4 / 1000));
    }
  });
  return [`<!-- ${role} -->`, ...texts].join("\n");
}
