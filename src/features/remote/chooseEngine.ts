import * as vscode from "vscode";
import { choosePlace, serverChoice, serverModelName } from "../../host/engineChoice";
import { confirmServer } from "../../host/remoteEngine";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import { wordServer } from "../../host/wordConfinement";

interface PlaceItem extends vscode.QuickPickItem {
  readonly place: "here" | "server" | "otherServer";
}

/** Lets the person choose what answers from now on; nothing else ever changes that. */
export async function chooseEngine(extension: Services["extension"]): Promise<void> {
  const { t } = vscode.l10n;
  const picked = await vscode.window.showQuickPick(placeItems(), {
    title: t("What answers"),
    placeHolder: t("Gloss never changes this by itself."),
  });
  if (!picked) return;
  if (picked.place === "otherServer" && !(await askForAddress())) return;
  if (picked.place === "here") {
    await choosePlace("here");
    return;
  }
  const choice = serverChoice();
  if (choice.kind === "server" && (await confirmServer(choice.url, extension.globalState))) {
    await choosePlace("server");
  }
}

function placeItems(): PlaceItem[] {
  const { t } = vscode.l10n;
  const { place } = readSettings();
  const server = serverChoice();
  const chosen = t("in use");
  const here: PlaceItem = {
    place: "here",
    label: `$(device-desktop) ${t("This machine")}`,
    ...(place === "here" && { description: chosen }),
    detail: t("Nothing leaves it."),
  };
  const other: PlaceItem = {
    place: "otherServer",
    label: `$(add) ${server.kind === "server" ? t("Another server…") : t("A server…")}`,
    detail: t("Any that speaks the OpenAI protocol: vLLM, SGLang, llama-server, Ollama."),
  };
  if (server.kind !== "server") return [here, other];
  const ours: PlaceItem = {
    place: "server",
    label: `$(server) ${serverModelName(server.host)}`,
    ...(place === "server" && { description: chosen }),
    detail: wordServer(server),
  };
  return [here, ours, other];
}

/** False if the person gave up. */
async function askForAddress(): Promise<boolean> {
  const { t } = vscode.l10n;
  const address = await vscode.window.showInputBox({
    title: t("Address of the server"),
    placeHolder: "https://gpu.example.com",
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^https?:\/\/[^\s/@]+/.test(text.trim())
        ? undefined
        : t("An http or https address, without a user name or password."),
  });
  if (address === undefined) return false;
  await vscode.workspace
    .getConfiguration("gloss")
    .update("remote.url", address.trim(), vscode.ConfigurationTarget.Global);
  return true;
}
