import * as vscode from "vscode";
import { completeRequest, type OnEvent } from "../../conversation/completeRequest";
import type { Engine } from "../../engine/engine";
import { report } from "../../host/report";
import { messageText } from "../../host/safeMarkdown";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import type { BoundIntent } from "../../voice/intent";
import { editorHands } from "./editorHands";
import type { Front } from "./front";
import type { Sound } from "./microphone";
import { offerWayBack, wayBack } from "./takeBack";
import { wordIntent } from "./wordIntent";
import { recordAgain } from "./wordRecording";

const { t } = vscode.l10n;

interface SpokenCommand {
  readonly sound: Sound;
  /** What was in front when it was begun. */
  readonly front: Front | undefined;
}

/** Has the model hear a command; resolves with what a person then has to do or to choose. */
export async function hearCommand(
  { engine, log }: { readonly engine: Engine; readonly log: vscode.LogOutputChannel },
  { sound, front }: SpokenCommand,
  how: { readonly signal: AbortSignal; readonly onEvent: OnEvent },
): Promise<() => Promise<void>> {
  const { commandRequest, decide } = await import("../../voice/spokenCommand");
  const { text } = await completeRequest(engine, commandRequest(sound, readSettings().language), how);
  how.signal.throwIfAborted();
  const decision = decide(text);
  switch (decision.kind) {
    case "silence":
      throw new UserError(
        t("No command was heard. Speak closer to the microphone, and say it again."),
        recordAgain("command"),
      );
    case "sure":
      return () => obey(decision.heard, decision.intent, front, log);
    case "unsure":
      return () => offer(decision.heard, decision.nearest, front);
  }
}

/** Does it, after asking where the setting says so, and tells what was heard and done. */
async function obey(
  heard: string,
  intent: BoundIntent,
  front: Front | undefined,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const hands = editorHands(front);
  const title = wordIntent(intent, front?.name?.text);
  await intent.check(hands); // so that nothing is asked in vain
  if (mustAsk(intent) && !(await isConfirmed(heard, title))) return;
  await intent.run(hands);
  const message = t("Heard “{0}” → {1}", heard, title);
  const back = wayBack(intent, hands, front);
  // The message stays as long as the person likes; the next command must not wait for it.
  if (back) void report(() => offerWayBack(message, back), log);
  // A screen reader reads messages, and not the status bar.
  else if (readSettings().isForScreenReader)
    void vscode.window.showInformationMessage(messageText(message)); // has no buttons
  else vscode.window.setStatusBarMessage(message, 6_000);
}

function mustAsk({ effect }: BoundIntent): boolean {
  const { confirm } = readSettings();
  return confirm === "always" || (confirm === "changes" && effect !== "shows");
}

async function isConfirmed(heard: string, title: string): Promise<boolean> {
  const message = messageText(t("Heard “{0}”. {1}?", heard, title));
  return (await vscode.window.showInformationMessage(message, title)) === title;
}

/** The nearest commands as buttons: the person's choice is the confirmation. */
async function offer(
  heard: string,
  nearest: readonly BoundIntent[],
  front: Front | undefined,
): Promise<void> {
  const titles = nearest.map((intent) => wordIntent(intent, front?.name?.text));
  const message = messageText(t("Heard “{0}”. What is meant?", heard));
  const chosen = await vscode.window.showInformationMessage(message, ...titles);
  const intent = chosen === undefined ? undefined : nearest[titles.indexOf(chosen)];
  const hands = editorHands(front);
  await intent?.check(hands);
  await intent?.run(hands);
}
