/** A program that plays a WAV file to its end, without a window. */
export interface SoundPlayer {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * What plays a sound on this system, best first. An extension cannot have the editor play one (microsoft/vscode#175986),
 * so the system's own programs do.
 */
export function soundPlayers(platform: string, file: string): readonly SoundPlayer[] {
  if (platform === "darwin") return [{ program: "afplay", args: [file] }];
  if (platform === "win32") {
    const script = `(New-Object Media.SoundPlayer '${file.replaceAll("'", "''")}').PlaySync()`;
    return [{ program: "powershell.exe", args: ["-NoProfile", "-NonInteractive", "-Command", script] }];
  }
  return [
    { program: "pw-play", args: [file] },
    { program: "paplay", args: [file] },
    { program: "aplay", args: ["-q", file] },
  ];
}
