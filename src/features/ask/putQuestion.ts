import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import { type CodeUnderCursor } from "../../host/editorContext";
import { questionContext } from "../../host/questionContext";
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
      const place = code && {
        document: await vscode.workspace.openTextDocument(thread.uri),
        range: code.range,
      };
      return { ...question, context: await questionContext(instruction, place, signal) };
    },
  });
}
