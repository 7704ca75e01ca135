import * as vscode from "vscode";
import { checkChosenServer } from "../../host/checkChosenServer";
import { serverChoice } from "../../host/engineChoice";
import { confirmServer, keyName } from "../../host/remoteEngine";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { checkText } from "./checkText";
import { chooseEngine } from "./chooseEngine";

const uri = vscode.Uri.from({ scheme: "gloss-check", path: "/Server.md" });

/** A server instead of this machine: chosen by name, with a key that is kept safely, checked step by step. */
export function registerRemote(services: Pick<Services, "engines" | "log" | "extension">): vscode.Disposable {
  const { log, extension } = services;
  const { secrets } = extension;
  const didChange = new vscode.EventEmitter<vscode.Uri>();
  let text = "";
  const show = (next: string): void => {
    text = next;
    didChange.fire(uri);
  };
  const commands: Readonly<Record<string, () => Promise<void>>> = {
    "gloss.chooseEngine": () => chooseEngine(extension),
    "gloss.setRemoteKey": () => setKey(secrets),
    "gloss.clearRemoteKey": () => clearKey(secrets),
    "gloss.checkServer": () => check(extension, show),
  };
  return vscode.Disposable.from(
    didChange,
    vscode.workspace.registerTextDocumentContentProvider(uri.scheme, {
      onDidChange: didChange.event,
      provideTextDocumentContent: () => text,
    }),
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(name, () => report(run, log)),
    ),
  );
}

async function setKey(secrets: vscode.SecretStorage): Promise<void> {
  const { url, host } = chosenServer();
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t("Key of {0}", host),
    prompt: vscode.l10n.t("It is kept in the editor's secret storage, and sent to {0} alone.", host),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined || key.trim() === "") return;
  await secrets.store(keyName(url), key.trim());
  vscode.window.setStatusBarMessage(vscode.l10n.t("The key of {0} is set.", host), 4_000);
}

async function clearKey(secrets: vscode.SecretStorage): Promise<void> {
  const { url, host } = chosenServer();
  await secrets.delete(keyName(url));
  vscode.window.setStatusBarMessage(vscode.l10n.t("The key of {0} is forgotten.", host), 4_000);
}

async function check(
  { secrets, globalState }: Services["extension"],
  show: (text: string) => void,
): Promise<void> {
  const { url } = chosenServer();
  // The key and the probes are data too.
  if (!(await confirmServer(url, globalState))) return;
  show(checkText(url, [], "running"));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.languages.setTextDocumentLanguage(document, "markdown");
  await vscode.window.showTextDocument(document, { preview: true });
  const progress = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Checking the server") };
  await vscode.window.withProgress(progress, async () => {
    const results = [];
    for await (const result of checkChosenServer(secrets, new AbortController().signal)) {
      results.push(result);
      show(checkText(url, results, "running"));
    }
    show(checkText(url, results, "done"));
  });
}

function chosenServer(): { readonly url: string; readonly host: string } {
  const choice = serverChoice();
  if (choice.kind === "server") return choice;
  throw new UserError(vscode.l10n.t('Set "gloss.remote.url" to the address of the server first.'));
}
