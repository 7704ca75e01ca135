import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { Engine } from "../engine/engine";
import { hostOf, isPrivateWay, parseServerUrl, type ServerTarget } from "../engine/remote/serverTarget";
import { RemoteEngine } from "../engine/remoteEngine";
import { Failure } from "../protocol/failure";
import { readSettings } from "./settings";

type Keeper = Pick<vscode.ExtensionContext, "globalState" | "secrets">;

/** The server as the settings say; it reads them before each question. */
export function createRemoteEngine(keeper: Keeper): Engine {
  return new RemoteEngine({
    resolveTarget: () => serverTarget(keeper.secrets),
    confirm: ({ url }) => confirmServer(url, keeper.globalState),
  });
}

/** The server of the settings with its key; throws `Failure`. */
export async function serverTarget(secrets: Pick<vscode.SecretStorage, "get">): Promise<ServerTarget> {
  const { remoteUrl, remoteModel, certificatePath, contextTokens } = readSettings();
  const url = parseServerUrl(remoteUrl);
  const key = await secrets.get(keyName(url));
  const ca = certificatePath === "" ? undefined : await readCertificates(certificatePath);
  return {
    url,
    model: remoteModel,
    contextTokens,
    ...(key !== undefined && { key }),
    ...(ca !== undefined && { ca }),
  };
}

/** Where the key of a server is kept: a changed address must not take another server's key along. */
export function keyName(url: string): string {
  return `gloss.remoteKey ${new URL(url).origin}`;
}

const confirmedServers = "gloss.confirmedServers";

/** Asks once for each server whether data may go there. */
export async function confirmServer(url: string, memory: vscode.Memento): Promise<boolean> {
  const { t } = vscode.l10n;
  const { origin } = new URL(url);
  const confirmed = memory.get<readonly string[]>(confirmedServers, []);
  if (confirmed.includes(origin)) return true;
  const send = t("Send to {0}", hostOf(url));
  const detail = isPrivateWay(url)
    ? t("Gloss asks this once. The status bar shows it for as long as the server is chosen.")
    : t("The connection is not encrypted: whoever is on the way can read along.");
  const answer = await vscode.window.showWarningMessage(
    t("Questions, code, pictures and sound go to {0}.", hostOf(url)),
    { modal: true, detail },
    send,
  );
  if (answer !== send) return false;
  await memory.update(confirmedServers, [...confirmed, origin]);
  return true;
}

async function readCertificates(path: string): Promise<string> {
  const problem = (detail: string) => new Failure({ kind: "certificateFileUnreadable", path, detail });
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw problem(error instanceof Error ? error.message : String(error));
  }
  // Node takes a file without any for an empty list of authorities, and blames the server.
  if (!text.includes("-----BEGIN CERTIFICATE-----")) throw problem("it holds no certificate in PEM form");
  return text;
}
