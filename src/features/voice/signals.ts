import { spawn } from "node:child_process";
import * as vscode from "vscode";
import type { MicrophoneLight } from "../../host/microphoneLight";
import { readSettings } from "../../host/settings";
import { soundPlayers, type SoundPlayer } from "../../voice/soundPlayers";

/** Plays a sound when the microphone opens and another one when it closes, where the settings say so. */
export function playSignals(
  light: MicrophoneLight,
  extensionUri: vscode.Uri,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let isOpen = false;
  return light.onDidChange(({ kind }) => {
    if ((kind === "recording") === isOpen) return;
    isOpen = !isOpen;
    if (!readSettings().hasRecordingSounds) return;
    const name = isOpen ? "recordingStarted.wav" : "recordingStopped.wav";
    const file = vscode.Uri.joinPath(extensionUri, "media", "sounds", name).fsPath;
    void play(soundPlayers(process.platform, file), log); // nothing waits for a sound
  });
}

/** Has the first program play that is here and can. */
async function play(players: readonly SoundPlayer[], log: vscode.LogOutputChannel): Promise<void> {
  for (const { program, args } of players) if (await hasEndedWell(program, args)) return;
  log.info(`No sound was played: tried ${players.map(({ program }) => program).join(", ")}.`);
}

function hasEndedWell(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "ignore", windowsHide: true });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
