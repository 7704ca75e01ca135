import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import { type CodeUnderCursor } from "../../host/editorContext";
import type { GivenQuestion } from "../../host/givenQuestion";
import { questionContext } from "../../host/questionContext";
import type { AskThread } from "./askThread";

/** Puts a question in a thread; resolves when its answer has settled. The code goes along with the first one only. */
export async function putQuestion(
  conversations: Conversations,
  thread: AskThread,
  { code, about, ...given }: GivenQuestion & { readonly code?: CodeUnderCursor },
): Promise<void> {
  const question = { context: [], attachments: [], ...given, ...(code && { code: code.code }) };
  await conversations.ask(thread.conversationId, {
    question,
    complete: async (signal) => {
      if (about) return { ...question, context: await about.context };
      const place = code && {
        document: await vscode.workspace.openTextDocument(thread.uri),
        range: code.range,
      };
      return { ...question, context: await questionContext(question.instruction, place, signal) };
    },
  });
}
