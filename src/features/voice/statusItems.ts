import * as vscode from "vscode";
import type { MicrophoneLight, MicrophoneState, Purpose } from "../../host/microphoneLight";
import { givesNothing, secondsLeft } from "../../voice/clipMeter";

const { t } = vscode.l10n;

const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** The microphone in the status bar: red exactly while a device is open, with level and seconds left. */
export function showMicrophone(light: MicrophoneLight): vscode.Disposable {
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
  const draw = (state: MicrophoneState): void => {
    const look = lookOf(state);
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
    if (isOpen) discard.show();
    else discard.hide();
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

function lookOf(state: MicrophoneState): Look {
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
