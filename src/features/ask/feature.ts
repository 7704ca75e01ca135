import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import { codeUnderCursor, surroundings, type CodeUnderCursor } from "../../host/editorContext";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { explainInstruction } from "../../prompt/ask";
import { AskThread, drawConversation } from "./askThread";
import { registerCodeActions } from "./codeActions";
import { registerSentDocuments, showSent } from "./sentDocument";
import { ThreadList } from "./threadList";

/** Questions about selected code, answered in a comment thread beside it. */
export function registerAsk(
  services: Pick<Services, "conversations" | "log" | "modelName">,
): vscode.Disposable {
  const { conversations, log, modelName } = services;
  const controller = vscode.comments.createCommentController("gloss", "Gloss");
  controller.options = {
    placeHolder: vscode.l10n.t("Ask about this code"),
    prompt: vscode.l10n.t("Ask about this code"),
  };
  const threads = new ThreadList(conversations);
  const authorName = (): string => `Gloss (${modelName()})`;

  const open = (editor: vscode.TextEditor, { range }: CodeUnderCursor): AskThread => {
    const comments = controller.createCommentThread(editor.document.uri, range, []);
    const thread = new AskThread(comments, conversations.open(), authorName);
    threads.add(thread, drawConversation(conversations, thread));
    return thread;
  };

  const command = (name: string, run: (editor: vscode.TextEditor) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(name, () => report(() => run(activeEditor()), log));
  const threadCommand = (name: string, run: (thread: AskThread) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(name, (target: unknown) =>
      report(() => withThread(threads, target, run), log),
    );

  return vscode.Disposable.from(
    controller,
    threads,
    registerCodeActions(),
    registerSentDocuments((id) => conversations.get(id)),
    command("gloss.askSelection", async (editor) => {
      open(editor, await codeUnderCursor(editor));
    }),
    command("gloss.explainSelection", async (editor) => {
      const code = await codeUnderCursor(editor);
      await ask(conversations, open(editor, code), { instruction: explainInstruction, code });
    }),
    command("gloss.showPrompt", () => showLastSent(threads, conversations)),
    vscode.commands.registerCommand("gloss.stop", () => {
      conversations.stopAll();
    }),
    vscode.commands.registerCommand("gloss.thread.submit", (reply: vscode.CommentReply) =>
      report(() => submit(reply, threads, conversations), log),
    ),
    threadCommand("gloss.thread.stop", (thread) => {
      conversations.stop(thread.conversationId);
    }),
    threadCommand("gloss.thread.regenerate", (thread) => conversations.regenerate(thread.conversationId)),
    threadCommand("gloss.thread.continueAnswer", (thread) =>
      conversations.continueAnswer(thread.conversationId),
    ),
    threadCommand("gloss.thread.copy", async (thread) => {
      const answer = conversations.get(thread.conversationId)?.turns.at(-1)?.answer;
      await vscode.env.clipboard.writeText(answer?.text ?? "");
    }),
    threadCommand("gloss.thread.showPrompt", (thread) => showSentOf(thread, conversations)),
    threadCommand("gloss.thread.dismiss", (thread) => {
      threads.remove(thread);
    }),
  );
}

async function submit(
  reply: vscode.CommentReply,
  threads: ThreadList,
  conversations: Conversations,
): Promise<void> {
  const thread = threads.find(reply.thread);
  const instruction = reply.text.trim();
  if (!thread || instruction === "") return;
  const isFirst = conversations.get(thread.conversationId)?.turns.length === 0;
  const code = isFirst ? await codeOfThread(thread) : undefined;
  await ask(conversations, thread, { instruction, ...(code && { code }) });
}

/** The code under the thread as it is now: it may have been edited since the thread was opened. */
async function codeOfThread({ uri, range }: AskThread): Promise<CodeUnderCursor | undefined> {
  if (!range) return undefined;
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  if (!editor) throw new UserError(vscode.l10n.t("Open the file of this thread, and ask again."));
  return codeUnderCursor(editor, new vscode.Selection(range.start, range.end));
}

async function ask(
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

function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError(vscode.l10n.t("Open a file and select some code first."));
  return editor;
}

// A title button passes its thread, or in newer versions an object with it.
async function withThread(
  threads: ThreadList,
  target: unknown,
  run: (thread: AskThread) => Promise<void> | void,
): Promise<void> {
  const thread = threads.find(target) ?? threads.latest;
  if (!thread) throw new UserError(vscode.l10n.t("There is no thread here."));
  await run(thread);
}

async function showLastSent(threads: ThreadList, conversations: Conversations): Promise<void> {
  const thread = threads.latest;
  if (!thread) throw new UserError(vscode.l10n.t("Nothing was sent yet."));
  await showSentOf(thread, conversations);
}

async function showSentOf(thread: AskThread, conversations: Conversations): Promise<void> {
  const conversation = conversations.get(thread.conversationId);
  if (!conversation || conversation.turns.length === 0)
    throw new UserError(vscode.l10n.t("Nothing was sent yet."));
  await showSent(conversation);
}
