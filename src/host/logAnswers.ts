import * as vscode from "vscode";
import type { Conversations } from "../conversation/conversations";
import type { Answer } from "../protocol/conversation";
import { loggedReason } from "./loggedReason";

/** Writes one line into the log for each answer that settles: figures and reasons, never code or words of a person. */
export function logAnswers(conversations: Conversations, log: vscode.LogOutputChannel): vscode.Disposable {
  const logged = new WeakSet<Answer>();
  const stop = conversations.onDidChange(({ turns }) => {
    const answer = turns.at(-1)?.answer;
    if (!answer || answer.kind === "pending" || logged.has(answer)) return;
    logged.add(answer);
    logAnswer(answer, log);
  });
  return new vscode.Disposable(stop);
}

/** The line of one settled answer. */
export function logAnswer(answer: Exclude<Answer, { kind: "pending" }>, log: vscode.LogOutputChannel): void {
  if (answer.kind === "failed") {
    log.error(`failed ${loggedReason(answer.reason)}`);
    return;
  }
  const { stopReason, usage, timings } = answer;
  log.info(`answered ${JSON.stringify({ stopReason, ...usage, ...timings })}`);
}
