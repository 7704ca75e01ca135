import * as vscode from "vscode";
import { wordQuestion } from "../../host/wordQuestion";
import { writeChosenFile } from "../../host/writeChosenFile";
import { fence } from "../../prompt/fence";
import type { Conversation, Turn } from "../../protocol/conversation";

/** Writes a conversation as a Markdown file where the person says. */
export async function exportMarkdown(conversation: Conversation): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${plainName(conversation.title)}.md`;
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { Markdown: ["md"] },
    title: vscode.l10n.t("Export the conversation"),
  });
  if (!target) return;
  await writeChosenFile(target, new TextEncoder().encode(conversationMarkdown(conversation)));
  await vscode.window.showTextDocument(target, { preview: true });
}

function conversationMarkdown({ title, turns }: Conversation): string {
  return `# ${title}\n\n${turns.map(turnMarkdown).join("\n\n")}\n`;
}

function turnMarkdown(turn: Turn): string {
  const { question, answer } = turn;
  const { code, attachments } = question;
  const parts = [
    `## ${wordQuestion(turn).split("\n").join(" ")}`,
    ...(code
      ? [`${code.path}:${String(code.startLine)}-${String(code.endLine)}`, fence(code.languageId, code.text)]
      : []),
    ...attachments.map(({ name }) => `_${name}_`),
    answer.text,
  ];
  return parts.filter((part) => part.trim() !== "").join("\n\n");
}

function plainName(title: string): string {
  const plain = title.replace(/[^\p{L}\p{N} _-]/gu, "").trim();
  return plain === "" ? "conversation" : plain.slice(0, 60);
}
