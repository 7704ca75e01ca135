/** What a person wants to capture; in "region" they draw a frame, or click on a window. */
export type CaptureArea = "region" | "screen";

/** How to run one program of the platform so that it writes a PNG; `file` is where. */
export interface CaptureTool {
  readonly program: string;
  readonly args: (file: string) => readonly string[];
  /** Another program that lets the person choose first; its output becomes the `place` of `argsIn`. */
  readonly chooser?: {
    readonly program: string;
    readonly argsIn: (place: string, file: string) => readonly string[];
  };
}

export interface CapturePlatform {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process that asks the desktop portal: path of its bundle, and how long the portal may take. */
  readonly portal: { readonly module: string; readonly answerMs: number };
}

/** Under Wayland, a program sees the screen only through the desktop. */
export function isWayland({ platform, env }: CapturePlatform): boolean {
  return platform === "linux" && (Boolean(env["WAYLAND_DISPLAY"]) || env["XDG_SESSION_TYPE"] === "wayland");
}

/** The programs that can do it here, best first; empty if there is no screen. */
export function captureTools(where: CapturePlatform, area: CaptureArea): readonly CaptureTool[] {
  const { platform, env } = where;
  const isRegion = area === "region";
  // -x: without the sound of a shutter; -i: a frame, or a window after the space bar.
  if (platform === "darwin")
    return [tool("screencapture", (file) => [...(isRegion ? ["-i"] : []), "-x", file])];
  if (platform === "win32") return [tool("powershell.exe", (file) => powershellArgs(isRegion, file))];
  if (isWayland(where)) return waylandTools(isRegion);
  return env["DISPLAY"] ? x11Tools(isRegion) : [];
}

/** The programs of the list by name, for a message. */
export function toolNames(tools: readonly CaptureTool[]): string {
  return tools
    .map(({ program, chooser }) => (chooser ? `${program} (with ${chooser.program})` : program))
    .join(", ");
}

function waylandTools(isRegion: boolean): readonly CaptureTool[] {
  return [
    ...desktopTools(isRegion),
    isRegion
      ? {
          ...tool("grim", (file) => [file]),
          chooser: { program: "slurp", argsIn: (place: string, file: string) => ["-g", place, file] },
        }
      : tool("grim", (file) => [file]),
  ];
}

function x11Tools(isRegion: boolean): readonly CaptureTool[] {
  return [
    tool("maim", (file) => [...(isRegion ? ["--select"] : []), "--hidecursor", file]),
    tool("scrot", (file) => [...(isRegion ? ["--select", "--freeze"] : []), "--overwrite", file]),
    ...desktopTools(isRegion),
    // ImageMagick waits for a frame or a click unless it is told a window.
    tool("import", (file) => [...(isRegion ? [] : ["-window", "root"]), file]),
  ];
}

/** Tools that come with a desktop and work under both display servers. */
function desktopTools(isRegion: boolean): readonly CaptureTool[] {
  return [
    tool("spectacle", (file) => [
      "--background",
      "--nonotify",
      isRegion ? "--region" : "--fullscreen",
      "--output",
      file,
    ]),
    tool("gnome-screenshot", (file) => [...(isRegion ? ["--area"] : []), `--file=${file}`]),
    tool("xfce4-screenshooter", (file) => [isRegion ? "--region" : "--fullscreen", "--save", file]),
  ];
}

function tool(program: string, args: CaptureTool["args"]): CaptureTool {
  return { program, args };
}

/** Windows has no program that writes a file: its own snipping overlay puts a picture on the clipboard. Not tested. */
function powershellArgs(isRegion: boolean, file: string): readonly string[] {
  const target = `'${file.replaceAll("'", "''")}'`;
  const load = "Add-Type -AssemblyName System.Windows.Forms,System.Drawing";
  const script = isRegion
    ? `${load}; [Windows.Forms.Clipboard]::Clear(); Start-Process 'ms-screenclip:';
       for ($i = 0; $i -lt 600 -and -not [Windows.Forms.Clipboard]::ContainsImage(); $i++) { Start-Sleep -Milliseconds 100 };
       $image = [Windows.Forms.Clipboard]::GetImage(); if ($image) { $image.Save(${target}) }`
    : `${load}; $b = [Windows.Forms.SystemInformation]::VirtualScreen;
       $image = New-Object Drawing.Bitmap $b.Width, $b.Height;
       [Drawing.Graphics]::FromImage($image).CopyFromScreen($b.Location, [Drawing.Point]::Empty, $b.Size);
       $image.Save(${target})`;
  return ["-NoProfile", "-STA", "-Command", script];
}
