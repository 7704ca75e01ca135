import * as vscode from "vscode";
import type { Purpose } from "../../host/microphoneLight";
import type { Remedy } from "../../host/userError";
import type { RecordingError } from "./recorderProcess";

const { t } = vscode.l10n;

/** Why nothing is recorded, and what to do about it on this system. */
export function wordRecordingError({ reason, message }: RecordingError, where: RecorderPlace): string {
  switch (reason) {
    case "noRecorder":
      return t(
        "This installation has no recorder for {0}-{1}. Attach a WAV, MP3 or FLAC file instead.",
        process.platform,
        process.arch,
      );
    case "noMicrophone":
      return `${t("No microphone was found.")} ${where.isRemote ? remoteAdvice() : plugAdvice()}`;
    case "notConnected":
      return t("The chosen microphone is not connected. Connect it, or choose another.");
    case "refused":
      return `${t("The microphone cannot be opened.")} ${where.isRemote ? remoteAdvice() : permissionAdvice()}`;
    case "stalled":
      return t("The microphone stopped giving sound. Connect it again, or choose another.");
    case "crashed":
      return t("The recorder ended by itself. Record again: it starts anew.");
    case "silentRecorder":
      return t("The recorder does not answer ({0}). Record again: it starts anew.", message);
  }
}

/** What can be done about it at once. `dead`: only zeros arrive. */
export function remedyFor(reason: RecordingError["reason"] | "dead", purpose: Purpose): Remedy {
  switch (reason) {
    case "noRecorder":
      return { label: t("Open the panel"), command: "gloss.panel.focus" };
    case "noMicrophone":
    case "notConnected":
    case "refused":
    case "stalled":
    case "dead":
      return { label: t("Choose microphone"), command: "gloss.chooseMicrophone" };
    case "crashed":
    case "silentRecorder":
      return recordAgain(purpose);
  }
}

/** Records the same thing once more. */
export function recordAgain(purpose: Purpose): Remedy {
  const command = purpose === "command" ? "gloss.voiceCommand" : "gloss.voiceNote";
  return { label: t("Record again"), command };
}

/** Only zeros arrive: what is to be done about it. */
export function wordDeadMicrophone(where: RecorderPlace): string {
  return `${t("No sound arrives from the microphone.")} ${where.isRemote ? remoteAdvice() : mutedAdvice()}`;
}

/** Where the recorder runs: beside the person, or on the machine of a remote window. */
export interface RecorderPlace {
  readonly isRemote: boolean;
}

function remoteAdvice(): string {
  return t(
    "In this window Gloss runs on the remote machine, and your microphone is on yours. Install Gloss on your side too, or open the folder locally.",
  );
}

function plugAdvice(): string {
  return process.platform === "linux"
    ? t("Connect one; PipeWire, PulseAudio or ALSA must list it (pactl list sources short).")
    : t("Connect one, and see that the system's sound settings list it.");
}

function permissionAdvice(): string {
  if (process.platform === "darwin") {
    return t(
      "Allow it for the editor under System Settings, Privacy & Security, Microphone, and restart the editor.",
    );
  }
  if (process.platform === "win32") {
    return t(
      'Switch on "Let desktop apps access your microphone" under Settings, Privacy, Microphone; another program may also hold it.',
    );
  }
  return t(
    "Another program may hold it, or the editor may not use it (Flatpak and Snap: allow the microphone or audio recording).",
  );
}

// macOS gives zeros, and no error, to a program that is not allowed to listen.
function mutedAdvice(): string {
  return process.platform === "darwin"
    ? `${t("It may be muted.")} ${permissionAdvice()}`
    : t("Unmute it in the system's sound settings, or choose another.");
}
