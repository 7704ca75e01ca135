import * as vscode from "vscode";
import { completeRequest } from "../../conversation/completeRequest";
import type { Engine } from "../../engine/engine";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import type { BoundIntent } from "../../voice/intent";
import { editorHands } from "./editorHands";
import type { Sound } from "./microphone";
import { wordIntent } from "./wordIntent";
import { recordAgain } from "./wordRecording";

const { t } = vscode.l10n;

/** Has the model hear a command; resolves with what a person then has to do or to choose. */
export async function hearCommand(
  engine: Engine,
  sound: Sound,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const { commandRequest, decide } = await import("../../voice/spokenCommand");
  const { text } = await completeRequest(engine, commandRequest(sound, readSettings().language), { signal });
  signal.throwIfAborted();
  const decision = decide(text);
  switch (decision.kind) {
    case "silence":
      throw new UserError(
        t("No command was heard. Speak closer to the microphone, and say it again."),
        recordAgain("command"),
      );
    case "sure":
      return () => obey(decision.heard, decision.intent);
    case "unsure":
      return () => offer(decision.heard, decision.nearest);
  }
}

/** Does it, after asking where the setting says so, and tells what was heard and done. */
async function obey(heard: string, intent: BoundIntent): Promise<void> {
  const title = wordIntent(intent);
  if (mustAsk(intent) && !(await isConfirmed(heard, title))) return;
  await intent.run(editorHands);
  const message = t("Heard “{0}” → {1}", heard, title);
  const { takeBack } = intent;
  if (!takeBack) {
    // A screen reader reads messages, and not the status bar.
    if (readSettings().isForScreenReader)
      void vscode.window.showInformationMessage(message); // has no buttons
    else vscode.window.setStatusBarMessage(message, 6_000);
    return;
  }
  // The message stays as long as the person likes; the next command must not wait for it.
  void offerTakeBack(message, intent);
}

async function offerTakeBack(message: string, intent: BoundIntent): Promise<void> {
  const labels = { undo: t("Undo"), goBack: t("Go back"), again: t("Change back") };
  if (!intent.takeBack) return;
  const label = labels[intent.takeBack];
  if ((await vscode.window.showInformationMessage(message, label)) !== label) return;
  switch (intent.takeBack) {
    case "undo":
      return editorHands.command("undo");
    case "goBack":
      return editorHands.command("workbench.action.navigateBack");
    case "again":
      return intent.run(editorHands);
  }
}

function mustAsk({ effect }: BoundIntent): boolean {
  const { confirm } = readSettings();
  return confirm === "always" || (confirm === "changes" && effect !== "shows");
}

async function isConfirmed(heard: string, title: string): Promise<boolean> {
  const message = t("Heard “{0}”.", heard);
  return (await vscode.window.showInformationMessage(message, title)) === title;
}

/** The nearest commands as buttons: the person's choice is the confirmation. */
async function offer(heard: string, nearest: readonly BoundIntent[]): Promise<void> {
  const titles = nearest.map(wordIntent);
  const chosen = await vscode.window.showInformationMessage(
    t("Heard “{0}”. What is meant?", heard),
    ...titles,
  );
  const intent = chosen === undefined ? undefined : nearest[titles.indexOf(chosen)];
  await intent?.run(editorHands);
}
