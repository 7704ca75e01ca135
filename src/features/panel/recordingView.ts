import * as vscode from "vscode";
import type { MicrophoneState } from "../../host/microphoneLight";
import type { RecordingView } from "../../protocol/panelContract";
import { givesNothing, secondsLeft } from "../../voice/clipMeter";

const { t } = vscode.l10n;

/** The microphone as the panel draws it: nothing while it is closed. */
export function recordingView(state: MicrophoneState): RecordingView | undefined {
  switch (state.kind) {
    case "idle":
    case "hearing":
      return undefined;
    case "opening":
      return { text: t("Opening the microphone"), level: 0, isWarning: false };
    case "recording": {
      const { clip, device } = state;
      return givesNothing(clip)
        ? { text: t("No sound arrives from {0}", device), level: 0, isWarning: true }
        : { text: t("Listening, {0} s left", secondsLeft(clip)), level: clip.level, isWarning: false };
    }
  }
}
