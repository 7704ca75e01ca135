import * as vscode from "vscode";
import type { EngineDescription } from "../../engine/engine";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UnconfinedConsent } from "../../host/unconfinedConsent";
import { readDrafter } from "./drafterText";
import { crashOf, keepCrash, readCrash } from "./pastCrash";
import { descriptionOf, diagnosticsText, reportText, type ReportFacts } from "./reportText";

const uri = vscode.Uri.from({ scheme: "gloss-report", path: "/Gloss.md" });

/** What runs, how far it is confined and what went wrong last, as a page; the same without paths to copy. */
export function registerReport(
  services: Pick<Services, "engine" | "conversations" | "extension" | "log" | "modelName">,
): vscode.Disposable {
  const { engine, conversations, extension, log, modelName } = services;
  const memory = extension.globalState;
  const didChange = new vscode.EventEmitter<vscode.Uri>();
  let last: EngineDescription | undefined;
  let tokensPerSecond: number | undefined;
  const stopWatching = [
    engine.onDidChangeState(() => {
      const { state } = engine;
      last = descriptionOf(state) ?? last;
      const crash = crashOf(state);
      if (crash) void report(() => keepCrash(memory, crash), log); // reports its own errors
      didChange.fire(uri);
    }),
    conversations.onDidChange(({ turns }) => {
      const answer = turns.at(-1)?.answer;
      if (answer?.kind === "done") tokensPerSecond = answer.timings?.tokensPerSecond ?? tokensPerSecond;
    }),
  ];
  const facts = async (): Promise<ReportFacts> => ({
    state: engine.state,
    model: modelName(),
    version: extensionVersion(),
    last,
    memory: await engine.memory?.(),
    drafter: await readDrafter(memory),
    tokensPerSecond,
    crash: readCrash(memory),
    consentGivenAt: new UnconfinedConsent(memory).givenAt,
  });
  const show = async (): Promise<void> => {
    didChange.fire(uri); // memory and speed change without a change of state
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  };
  return vscode.Disposable.from(
    didChange,
    ...stopWatching.map((dispose) => ({ dispose })),
    vscode.workspace.registerTextDocumentContentProvider(uri.scheme, {
      onDidChange: didChange.event,
      provideTextDocumentContent: async () => reportText(await facts()),
    }),
    vscode.commands.registerCommand("gloss.showReport", () => report(show, log)),
    vscode.commands.registerCommand("gloss.copyDiagnostics", () =>
      report(async () => {
        await vscode.env.clipboard.writeText(diagnosticsText(await facts()));
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
