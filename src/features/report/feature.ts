import * as vscode from "vscode";
import type { EngineDescription } from "../../engine/engine";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { descriptionOf, diagnosticsText, reportText } from "./reportText";

const uri = vscode.Uri.from({ scheme: "gloss-report", path: "/Gloss.md" });

/** What runs, how far it is confined and what went wrong last, as a document; the same without paths to copy. */
export function registerReport(services: Pick<Services, "engine" | "log" | "modelName">): vscode.Disposable {
  const { engine, log, modelName } = services;
  const didChange = new vscode.EventEmitter<vscode.Uri>();
  let last: EngineDescription | undefined;
  const stopWatching = engine.onDidChangeState(() => {
    last = descriptionOf(engine.state) ?? last;
    didChange.fire(uri);
  });
  const facts = () => ({ state: engine.state, model: modelName(), version: extensionVersion(), last });
  const show = async (): Promise<void> => {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, "markdown");
    await vscode.window.showTextDocument(document, { preview: true });
  };
  return vscode.Disposable.from(
    didChange,
    new vscode.Disposable(stopWatching),
    vscode.workspace.registerTextDocumentContentProvider(uri.scheme, {
      onDidChange: didChange.event,
      provideTextDocumentContent: () => reportText(facts()),
    }),
    vscode.commands.registerCommand("gloss.showReport", () => report(show, log)),
    vscode.commands.registerCommand("gloss.copyDiagnostics", () =>
      report(async () => {
        await vscode.env.clipboard.writeText(diagnosticsText(facts()));
        vscode.window.setStatusBarMessage(vscode.l10n.t("Diagnostics copied: no code and no paths."), 4_000);
      }, log),
    ),
  );
}

function extensionVersion(): string {
  const manifest: unknown = vscode.extensions.getExtension("gloss.gloss")?.packageJSON;
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "";
}
