import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import type { MicrophoneLight, MicrophoneState, Purpose } from "../../host/microphoneLight";
import { messageText } from "../../host/safeMarkdown";
import { readSettings } from "../../host/settings";
import { givesNothing, secondsLeft } from "../../voice/clipMeter";

const { t } = vscode.l10n;

const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

const stopAnswer = "gloss.stop";

/**
 * The microphone in the status bar: red exactly while a device is open, with level and seconds left. What was said must
 * wait for an answer that is being written, which can be stopped there.
 */
export function showMicrophone(
  light: MicrophoneLight,
  conversations: Pick<Conversations, "isAnswering">,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("gloss.voice", vscode.StatusBarAlignment.Right, 89);
  item.name = t("Gloss voice");
  const discard = vscode.window.createStatusBarItem(
    "gloss.voice.discard",
    vscode.StatusBarAlignment.Right,
    88,
  );
  discard.name = t("Gloss voice: discard");
  discard.text = "$(trash)";
  discard.tooltip = t("Discard the recording");
  discard.accessibilityInformation = { label: t("Discard the recording"), role: "button" };
  discard.command = "gloss.discardRecording";

  let drawn = "";
  let wasUsed = false;
  let wasSilent = false;
  const draw = (state: MicrophoneState): void => {
    const look = lookOf(state, conversations);
    const text = JSON.stringify(look);
    if (text === drawn) return;
    drawn = text;
    item.text = look.text;
    item.tooltip = look.hint;
    item.command = look.command;
    // A screen reader is told of the state, and not of each change of the level.
    item.accessibilityInformation = { label: look.spoken, role: "button" };
    const isOpen = state.kind === "recording";
    item.backgroundColor = isOpen ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    if (isOpen || look.command === stopAnswer) discard.show();
    else discard.hide();
    const isSilent = state.kind === "recording" && givesNothing(state.clip);
    // A screen reader reads messages, and not the status bar.
    if (isSilent && !wasSilent && readSettings().isForScreenReader)
      void vscode.window.showWarningMessage(messageText(look.spoken)); // has no buttons
    wasSilent = isSilent;
    const isUsed = state.kind !== "idle";
    if (isUsed === wasUsed) return;
    wasUsed = isUsed;
    // For Escape, from the first press on; that it comes a moment late is of no consequence.
    void vscode.commands.executeCommand("setContext", "gloss.isRecording", isUsed);
  };
  draw(light.state);
  item.show();
  return vscode.Disposable.from(item, discard, light.onDidChange(draw));
}

interface Look {
  readonly text: string;
  readonly hint: string;
  readonly spoken: string;
  readonly command: string;
}

function lookOf(state: MicrophoneState, { isAnswering }: Pick<Conversations, "isAnswering">): Look {
  switch (state.kind) {
    case "idle": {
      const hint = t("Gloss: speak a command");
      return { text: "$(mic)", hint, spoken: hint, command: "gloss.voiceCommand" };
    }
    case "opening": {
      const hint = t("Opening the microphone");
      return { text: "$(mic) …", hint, spoken: hint, command: commandOf(state.purpose) };
    }
    case "recording":
      return recordingLook(state);
    case "hearing": {
      if (state.isWaiting) return waitingLook(isAnswering);
      const hint = t("The model is listening to what you said. Click to stop it.");
      return {
        text: `$(loading~spin) ${t("Hearing")}`,
        hint,
        spoken: hint,
        command: "gloss.discardRecording",
      };
    }
  }
}

/** The model does one thing at a time; whoever says "stop" would wait for the end of what should stop. */
function waitingLook(isAnswering: boolean): Look {
  const hint = isAnswering
    ? t("What you said waits for the answer that is being written. Click to stop that answer.")
    : t("What you said waits for something else that the model does. Click to discard what you said.");
  const text = `$(loading~spin) ${isAnswering ? t("Stop the answer") : t("Waiting")}`;
  return { text, hint, spoken: hint, command: isAnswering ? stopAnswer : "gloss.discardRecording" };
}

function recordingLook({ clip, purpose, device }: Extract<MicrophoneState, { kind: "recording" }>): Look {
  const hint = t("Recording from {0}. Click to send what you said.", device);
  const command = commandOf(purpose);
  if (givesNothing(clip)) {
    const warning = t("No sound arrives from {0}", device);
    return { text: `$(warning) ${warning}`, hint, spoken: warning, command };
  }
  const bar = bars[Math.min(bars.length - 1, Math.floor(clip.level * bars.length))] ?? "";
  return {
    text: `$(record) ${t("{0} s", secondsLeft(clip))} ${bar}`,
    hint,
    spoken: purpose === "command" ? t("Gloss listens for a command") : t("Gloss listens to your question"),
    command,
  };
}

function commandOf(purpose: Purpose): string {
  return purpose === "command" ? "gloss.voiceCommand" : "gloss.voiceNote";
}
