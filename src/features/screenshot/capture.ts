import * as vscode from "vscode";
import { captureScreen, type CaptureResult } from "../../attachments/captureScreen";
import type { CaptureArea } from "../../attachments/captureTools";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { attachBytes } from "./attachPictures";

/** How long the desktop may take for a picture of the whole screen; it may have to ask the person whether it may. */
const answerSeconds = 60;

/** Captures the screen, one capture at a time, and puts the picture into the panel's question. */
export class ScreenCapture {
  readonly #composer: Services["composer"];
  readonly #portalModule: string;
  readonly #light = captureLight();
  #running: AbortController | undefined;

  constructor({ composer, extension }: Pick<Services, "composer" | "extension">) {
    this.#composer = composer;
    this.#portalModule = vscode.Uri.joinPath(extension.extensionUri, "dist", "portal.js").fsPath;
  }

  /** Captures a part of the screen, or all of it; throws `UserError`. */
  async capture(argument: unknown): Promise<void> {
    const area = areaIn(argument) ?? (await askForArea());
    if (!area) return;
    this.cancel(); // a frame that nobody draws must not be in the way of the next one
    const bytes = bytesOf(await this.#run(area));
    if (!bytes) return;
    const time = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
    await attachBytes(this.#composer, { name: `${vscode.l10n.t("screen")} ${time}.png`, bytes });
  }

  /** Ends the capture that is under way, if there is one: its program, and what the desktop shows for it. */
  cancel(): void {
    this.#running?.abort();
  }

  dispose(): void {
    this.cancel();
    this.#light.dispose();
  }

  async #run(area: CaptureArea): Promise<CaptureResult> {
    const running = new AbortController();
    this.#running = running;
    const portal = { module: this.#portalModule, answerMs: answerSeconds * 1000 };
    this.#show(true);
    try {
      return await captureScreen(
        { platform: process.platform, env: process.env, portal },
        area,
        running.signal,
      );
    } finally {
      if (this.#running === running) this.#show(false);
    }
  }

  #show(isCapturing: boolean): void {
    if (isCapturing) this.#light.show();
    else this.#light.hide();
    void vscode.commands.executeCommand("setContext", "gloss.isCapturing", isCapturing); // cannot fail
  }
}

/** Says in the status bar, where it covers nothing of the screen, that a capture is under way; a press cancels it. */
function captureLight(): vscode.StatusBarItem {
  const light = vscode.window.createStatusBarItem("gloss.capture", vscode.StatusBarAlignment.Left);
  light.name = vscode.l10n.t("Gloss: screen capture");
  light.text = `$(loading~spin) ${vscode.l10n.t("Capturing the screen…")}`;
  light.tooltip = vscode.l10n.t("Cancel the capture");
  light.accessibilityInformation = {
    label: vscode.l10n.t("Capturing the screen; press to cancel"),
    role: "button",
  };
  light.command = "gloss.cancelCapture";
  return light;
}

/** For programs and keys: `{ "area": "screen" }`. */
function areaIn(argument: unknown): CaptureArea | undefined {
  if (typeof argument !== "object" || argument === null || !("area" in argument)) return undefined;
  const { area } = argument;
  return area === "region" || area === "screen" ? area : undefined;
}

async function askForArea(): Promise<CaptureArea | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly area: CaptureArea })[] = [
    {
      area: "region",
      label: vscode.l10n.t("Region or window"),
      description: vscode.l10n.t("draw a frame, or click on a window; Esc cancels"),
      iconPath: new vscode.ThemeIcon("screen-full"),
    },
    {
      area: "screen",
      label: vscode.l10n.t("Whole screen"),
      iconPath: new vscode.ThemeIcon("device-desktop"),
    },
  ];
  const title = vscode.l10n.t("What should be captured?");
  return (await vscode.window.showQuickPick(items, { title }))?.area;
}

/** The picture; undefined if the person changed their mind; `UserError` for everything else. */
function bytesOf(result: CaptureResult): Uint8Array | undefined {
  switch (result.kind) {
    case "ok":
      return result.bytes;
    case "cancelled":
      return undefined;
    case "noScreen":
      throw new UserError(
        vscode.l10n.t(
          "There is no screen where Gloss runs, so nothing can be captured. Paste a screenshot into the panel.",
        ),
      );
    case "noTool":
      throw new UserError(
        vscode.l10n.t("No program to capture the screen was found. Install one of: {0}.", result.names),
      );
    case "refused":
      throw new UserError(
        vscode.l10n.t(
          "The desktop was not allowed to capture the screen. Allow screenshots for the editor in the system's privacy settings, or paste a screenshot into the panel.",
        ),
      );
    case "ended":
      throw new UserError(
        vscode.l10n.t(
          "The desktop gave no picture of the screen: it may not, or cannot. Allow screenshots for the editor in the system's privacy settings, or paste a screenshot into the panel.",
        ),
      );
    case "silent":
      throw new UserError(
        vscode.l10n.t(
          "The desktop gave no picture of the screen within {0} seconds. Try again, or paste a screenshot into the panel.",
          answerSeconds,
        ),
      );
    case "failed":
      throw new UserError(
        process.platform === "darwin"
          ? vscode.l10n.t(
              'The screen could not be captured ({0}). Allow it for the editor in "Privacy & Security", "Screen Recording".',
              result.detail,
            )
          : vscode.l10n.t(
              "{0} could not capture the screen: {1}. Paste a screenshot into the panel instead.",
              result.program,
              result.detail,
            ),
      );
  }
}
