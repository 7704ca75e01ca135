import * as vscode from "vscode";
import type { OnEvent } from "../../conversation/completeRequest";
import { encodeWav } from "../../protocol/encodeWav";
import type { MicrophoneLight, MicrophoneState, Purpose } from "../../host/microphoneLight";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import type { Attachment } from "../../protocol/conversation";
import { maxSoundSeconds, type ClipState } from "../../protocol/sound";
import { recordClip, type ClipEnd, type ClipRecording } from "./recordClip";
import { RecordingError, type RecorderProcess } from "./recorderProcess";
import { remedyFor, wordDeadMicrophone, wordRecordingError, type RecorderPlace } from "./wordRecording";

export type Sound = Extract<Attachment, { kind: "audio" }>;

/** A command is one breath; a question may have pauses, and ends as the setting says. */
const commandSilenceSeconds = 1.2;
/** Shorter than any word: a key that was pressed by mistake. */
const shortestSeconds = 0.25;

/** The one microphone of this window, from the press of a key to a sound that can be sent. */
export class Microphone {
  readonly #recorder: RecorderProcess;
  readonly #place: RecorderPlace;
  readonly #light: MicrophoneLight;
  #recording: ClipRecording | undefined;
  #hearing: AbortController | undefined;

  constructor(recorder: RecorderProcess, place: RecorderPlace, light: MicrophoneLight) {
    this.#recorder = recorder;
    this.#place = place;
    this.#light = light;
  }

  get state(): MicrophoneState {
    return this.#light.state;
  }

  /** Ends the recording, and has what was said so far sent. */
  stop(): void {
    this.#recording?.stop();
  }

  /** Has the recording go on through silence, until it is stopped or as long as it may be. */
  hold(): void {
    this.#recording?.hold();
  }

  /** Ends whatever is going on; nothing is sent, or nothing is done with the answer. */
  discard(): void {
    this.#recording?.discard();
    this.#hearing?.abort();
  }

  /**
   * Records what is said; undefined if it was discarded. Throws `UserError` where nothing can be recorded.
   * `onOpen` is called when the device is open: what takes the processor's time must not come before that.
   */
  async record(purpose: Purpose, onOpen: () => void): Promise<Sound | undefined> {
    if (this.state.kind !== "idle") return undefined;
    this.#light.state = { kind: "opening", purpose };
    try {
      return await this.#soundOf(await this.#recordClip(purpose, onOpen), purpose);
    } catch (error) {
      if (error instanceof RecordingError) throw this.#wordedError(error, purpose);
      throw error;
    }
  }

  /**
   * Shows that the model is reading what was said, and lets that be stopped, while `work` goes on; it tells `onEvent`
   * what the engine says. Throws `UserError` while something else is recorded or heard.
   */
  async hear(
    purpose: Purpose,
    work: (how: { readonly signal: AbortSignal; readonly onEvent: OnEvent }) => Promise<void>,
  ): Promise<void> {
    if (this.state.kind !== "idle") {
      throw new UserError(
        vscode.l10n.t("Something else is being recorded or heard. Say it again after that."),
      );
    }
    const controller = (this.#hearing = new AbortController());
    let isWaiting = false;
    const show = (): void => {
      this.#light.state = { kind: "hearing", purpose, isWaiting };
    };
    const onEvent: OnEvent = ({ kind }) => {
      if ((kind === "queued") === isWaiting) return;
      isWaiting = !isWaiting;
      show();
    };
    show();
    try {
      await work({ signal: controller.signal, onEvent });
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      this.#hearing = undefined;
      this.#light.state = { kind: "idle" };
    }
  }

  /** Lets a person choose the microphone; the setting keeps it. */
  async choose(): Promise<void> {
    const names = await this.#devices();
    const current = readSettings().microphone;
    const items = [
      { label: vscode.l10n.t("The system's default"), device: "" },
      ...names.map((name) => ({ label: name, device: name })),
    ].map((item) => ({
      ...item,
      ...(item.device === current && { description: vscode.l10n.t("chosen") }),
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t("Microphone of Gloss"),
      placeHolder: vscode.l10n.t("It is open only while you record."),
    });
    if (!chosen) return;
    await vscode.workspace
      .getConfiguration("gloss")
      .update("voice.microphone", chosen.device, vscode.ConfigurationTarget.Global);
  }

  dispose(): void {
    this.discard();
    this.#recorder.dispose();
  }

  async #devices(): Promise<readonly string[]> {
    try {
      const names = await this.#recorder.devices();
      if (names.length > 0) return names;
      throw new RecordingError("noMicrophone", "empty list");
    } catch (error) {
      if (error instanceof RecordingError) throw this.#wordedError(error, "note");
      throw error;
    }
  }

  async #recordClip(purpose: Purpose, onOpen: () => void): Promise<ClipEnd> {
    const { microphone, stopOnSilenceSeconds } = readSettings();
    let device = "";
    const show = (clip: ClipState): void => {
      this.#light.state = { kind: "recording", purpose, device, clip };
    };
    this.#recording = recordClip(this.#recorder, {
      device: microphone,
      stopOnSilenceSeconds: purpose === "command" ? commandSilenceSeconds : stopOnSilenceSeconds,
      onOpen: (name, clip) => {
        device = name;
        show(clip);
        onOpen();
      },
      onState: show,
    });
    try {
      return await this.#recording.end;
    } finally {
      // The device is closed; what follows may wait for a person.
      this.#recording = undefined;
      this.#light.state = { kind: "idle" };
    }
  }

  async #soundOf(end: ClipEnd, purpose: Purpose): Promise<Sound | undefined> {
    if (end.kind === "discarded") return undefined;
    const { samples, state, broken } = end;
    if (broken && !(await this.#isWanted(broken, state.seconds))) return undefined;
    if (state.seconds < shortestSeconds) {
      throw new UserError(vscode.l10n.t("Nothing was recorded. Speak, then press again to send."));
    }
    if (state.isDead) throw new UserError(wordDeadMicrophone(this.#place), remedyFor("dead", purpose));
    if (state.seconds >= maxSoundSeconds) {
      vscode.window.setStatusBarMessage(
        vscode.l10n.t("The recording reached {0} s, the longest that the model hears.", maxSoundSeconds),
        6_000,
      );
    }
    return { kind: "audio", name: "recording.wav", format: "wav", bytes: encodeWav(samples) };
  }

  /** Asks whether a recording that broke off is still of use; nothing that was said is thrown away unasked. */
  async #isWanted(broken: RecordingError, seconds: number): Promise<boolean> {
    if (seconds < shortestSeconds) throw broken;
    const use = vscode.l10n.t("Send what there is");
    const message = vscode.l10n.t(
      "{0} {1} s were recorded.",
      wordRecordingError(broken, this.#place),
      seconds.toFixed(1),
    );
    return (await vscode.window.showWarningMessage(message, use)) === use;
  }

  #wordedError(error: RecordingError, purpose: Purpose): UserError {
    return new UserError(wordRecordingError(error, this.#place), remedyFor(error.reason, purpose));
  }
}
