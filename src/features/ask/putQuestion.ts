import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import { type CodeUnderCursor } from "../../host/editorContext";
import { surroundings } from "../../host/context/surroundings";
import type { AskThread } from "./askThread";

/** Puts a question in a thread; resolves when its answer has settled. The code goes along with the first one only. */
export async function putQuestion(
  conversations: Conversations,
  thread: AskThread,
  { instruction, code }: { readonly instruction: string; readonly code?: CodeUnderCursor },
): Promise<void> {
  const question = { instruction, context: [], attachments: [], ...(code && { code: code.code }) };
  await conversations.ask(thread.conversationId, {
    question,
    complete: async (signal) => {
      if (!code) return question;
      const document = await vscode.workspace.openTextDocument(thread.uri);
      return { ...question, context: await surroundings(document, code.range, signal) };
    },
  });
}
