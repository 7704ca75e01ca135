import * as vscode from "vscode";
import { fencedBlocks } from "../../edits/fencedBlocks";
import { report } from "../../host/report";
import { saveSound } from "../../host/saveSound";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import type { AskThread, QuestionComment } from "./askThread";
import type { SentDocuments } from "./sentDocument";
import type { ThreadList } from "./threadList";

/** The buttons of a thread, and the same by command for the newest one. */
export function registerThreadCommands(
  threads: ThreadList,
  sent: SentDocuments,
  { conversations, lastRequest, log }: Pick<Services, "conversations" | "lastRequest" | "log">,
): vscode.Disposable {
  const onThread = (name: string, run: (thread: AskThread) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(name, (target: unknown) =>
      report(() => run(threadOf(threads, target)), log),
    );
  const showPrompt = async ({ conversationId }: AskThread): Promise<void> => {
    const request = conversations.lastRequest(conversationId);
    if (!request) throw nothingSent();
    await sent.show(request);
  };
  // Edits, notes and all other questions too, wherever they were asked.
  const showLastPrompt = async (): Promise<void> => {
    const request = lastRequest();
    if (!request) throw nothingSent();
    await sent.show(request);
  };
  const reviewAsDiff = async ({ conversationId, uri, range }: AskThread): Promise<void> => {
    const turns = conversations.get(conversationId)?.turns ?? [];
    const [block] = fencedBlocks(turns.at(-1)?.answer.text ?? "").blocks;
    const original = turns.find(({ question }) => question.code)?.question.code?.text;
    if (!block || !range) throw new UserError(vscode.l10n.t("There is no code in this answer."));
    // The feature that edits owns the gate; features meet in commands.
    await vscode.commands.executeCommand("gloss.reviewAsDiff", {
      uri: uri.toString(),
      range,
      original,
      code: block.text,
    });
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand("gloss.stop", () => conversations.stopAll()),
    vscode.commands.registerCommand("gloss.showPrompt", () => report(showLastPrompt, log)),
    onThread("gloss.thread.showPrompt", showPrompt),
    onThread("gloss.thread.stop", ({ conversationId }) => conversations.stop(conversationId)),
    onThread("gloss.thread.regenerate", ({ conversationId }) => conversations.regenerate(conversationId)),
    onThread("gloss.thread.continueAnswer", ({ conversationId }) =>
      conversations.continueAnswer(conversationId),
    ),
    onThread("gloss.thread.copy", async ({ conversationId }) => {
      const answer = conversations.get(conversationId)?.turns.at(-1)?.answer;
      await vscode.env.clipboard.writeText(answer?.text ?? "");
    }),
    onThread("gloss.thread.reviewAsDiff", reviewAsDiff),
    onThread("gloss.thread.continueInPanel", async ({ conversationId }) => {
      await vscode.commands.executeCommand("gloss.openConversation", conversationId);
    }),
    vscode.commands.registerCommand("gloss.thread.voiceNote", (target: unknown) =>
      report(() => askByVoice(threads, target), log),
    ),
    vscode.commands.registerCommand("gloss.comment.saveSound", ({ sound }: QuestionComment) =>
      report(() => (sound ? saveSound(sound) : undefined), log),
    ),
    onThread("gloss.thread.dismiss", (thread) => threads.remove(thread)),
  );
}

// The feature that records owns the microphone.
async function askByVoice(threads: ThreadList, target: unknown): Promise<void> {
  if (target instanceof Object && "dispose" in target && !threads.find(target)) {
    // An input in which nothing was typed: the question about the same selection opens a thread of its own.
    const empty = target as vscode.CommentThread;
    const place = empty.range && new vscode.Location(empty.uri, empty.range);
    empty.dispose();
    await vscode.commands.executeCommand("gloss.voiceNote", place);
    return;
  }
  const { conversationId } = threadOf(threads, target);
  await vscode.commands.executeCommand("gloss.voiceNote", { conversationId });
}

// A button passes its thread; the command palette passes nothing and means the newest.
function threadOf(threads: ThreadList, target: unknown): AskThread {
  const thread = target === undefined ? threads.latest : threads.find(target);
  if (!thread) throw new UserError(vscode.l10n.t("Ask a question about some code first."));
  return thread;
}

function nothingSent(): UserError {
  return new UserError(vscode.l10n.t("Nothing was sent to the model so far."));
}
