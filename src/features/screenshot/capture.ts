import * as vscode from "vscode";
import { captureScreen, type CaptureResult } from "../../attachments/captureScreen";
import type { CaptureArea } from "../../attachments/captureTools";
import type { Composer } from "../../host/composer";
import { UserError } from "../../host/userError";
import { attachBytes } from "./attachPictures";

/** Captures a part of the screen, or all of it, and puts the picture into the panel's question. */
export async function captureToComposer(composer: Composer, argument: unknown): Promise<void> {
  const area = areaIn(argument) ?? (await askForArea());
  if (!area) return;
  const where = { platform: process.platform, env: process.env };
  const result = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Window,
      title: vscode.l10n.t("Capturing the screen…"),
      cancellable: true,
    },
    async (_progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return captureScreen(where, area, stop.signal);
    },
  );
  const bytes = bytesOf(result);
  if (!bytes) return;
  const time = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
  await attachBytes(composer, { name: `${vscode.l10n.t("screen")} ${time}.png`, bytes });
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
