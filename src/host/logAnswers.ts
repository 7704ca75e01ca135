import * as vscode from "vscode";
import type { Conversations } from "../conversation/conversations";
import type { Answer } from "../protocol/conversation";

/** Writes one line into the log for each answer that settles: figures and reasons, never code or words of a person. */
export function logAnswers(conversations: Conversations, log: vscode.LogOutputChannel): vscode.Disposable {
  const logged = new WeakSet<Answer>();
  const stop = conversations.onDidChange(({ turns }) => {
    const answer = turns.at(-1)?.answer;
    if (!answer || answer.kind === "pending" || logged.has(answer)) return;
    logged.add(answer);
    if (answer.kind === "failed") log.error(`failed ${JSON.stringify(answer.reason)}`);
    else
      log.info(
        `answered ${JSON.stringify({ stopReason: answer.stopReason, ...answer.usage, ...answer.timings })}`,
      );
  });
  return new vscode.Disposable(stop);
}
