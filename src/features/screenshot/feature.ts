import * as vscode from "vscode";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { attachPictures } from "./attachPictures";
import { captureToComposer } from "./capture";
import { registerEditorPictures } from "./editorPictures";
import { explainScreenshot } from "./explainScreenshot";
import { findCodeForScreenshot, type FoundCode } from "./findCode";

/** Pictures: attach, explain, and find the code that draws them. */
export function registerScreenshot(
  services: Pick<Services, "composer" | "conversations" | "engine" | "extension" | "log">,
): vscode.Disposable {
  const { log } = services;
  const on = (name: string, run: (...args: readonly unknown[]) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(name, (...args: readonly unknown[]) => report(() => run(...args), log));
  return vscode.Disposable.from(
    registerEditorPictures(services),
    on("gloss.attachImage", (uri, selected) => attachPictures(services.composer, uri, selected)),
    on("gloss.captureScreen", (area) => captureToComposer(services.composer, area)),
    on("gloss.explainScreenshot", (uri, selected) => explainScreenshot(services, uri, selected)),
    vscode.commands.registerCommand("gloss.findCodeForScreenshot", async (argument: unknown) => {
      let found: FoundCode | undefined;
      await report(async () => {
        found = await findCodeForScreenshot(services, argument);
      }, log);
      return found;
    }),
  );
}
