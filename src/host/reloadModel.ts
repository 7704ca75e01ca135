import * as vscode from "vscode";
import type { Engine } from "../engine/engine";

/** Unloads the model, which forgets crashes, and loads it at once, so that the person sees whether it works. */
export async function reloadModel(engine: Engine): Promise<void> {
  await engine.unload();
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Gloss: loading the model") },
    () => engine.describe(new AbortController().signal),
  );
}
