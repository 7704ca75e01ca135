import * as vscode from "vscode";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { attachPictures } from "./attachPictures";
import { ScreenCapture } from "./capture";
import { registerEditorPictures } from "./editorPictures";
import { explainScreenshot } from "./explainScreenshot";
import { findCodeForScreenshot } from "./findCode";

/** Pictures: attach, capture, explain, and find the code that draws them. */
export function registerScreenshot(
  services: Pick<Services, "composer" | "conversations" | "engine" | "extension" | "log">,
): vscode.Disposable {
  const { composer, log } = services;
  const screen = new ScreenCapture(services);
  /** A command; what it gives is for programs that run it. */
  const on = (name: string, run: (...args: readonly unknown[]) => Promise<unknown>): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (...args: readonly unknown[]) => {
      let result: unknown;
      await report(async () => {
        result = await run(...args);
      }, log);
      return result;
    });
  return vscode.Disposable.from(
    screen,
    registerEditorPictures(services),
    on("gloss.attachImage", (uri, selected) => attachPictures(composer, uri, selected)),
    on("gloss.captureScreen", (area) => screen.capture(area)),
    vscode.commands.registerCommand("gloss.cancelCapture", () => screen.cancel()),
    on("gloss.explainScreenshot", (uri, selected) => explainScreenshot(services, uri, selected)),
    on("gloss.findCodeForScreenshot", (argument) => findCodeForScreenshot(services, argument)),
  );
}
