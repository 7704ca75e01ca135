import * as vscode from "vscode";
import { messageText } from "../../host/safeMarkdown";
import { UserError } from "../../host/userError";
import type { BoundIntent } from "../../voice/intent";
import type { Hands } from "../../voice/hands";
import { showPlace } from "./editorHands";
import type { Front } from "./front";

const { t } = vscode.l10n;

/** A way to take back what was just done, as a button; undefined where there is none. */
interface WayBack {
  readonly label: string;
  readonly go: () => Promise<void>;
}

/** The way back from a command that was just run; it leads there however late it is taken, or it is refused. */
export function wayBack(intent: BoundIntent, hands: Hands, front: Front | undefined): WayBack | undefined {
  switch (intent.takeBack) {
    case undefined:
      return undefined;
    case "again":
      return { label: t("Change back"), go: () => intent.run(hands) };
    case "goBack":
      return front && { label: t("Go back"), go: () => showPlace(front.document.uri, front.selection) };
    case "undo":
    case "redo": {
      const command = intent.takeBack;
      const label = command === "undo" ? t("Undo") : t("Redo");
      return front && { label, go: inUnchanged(front.document, command) };
    }
  }
}

/** Shows what was done, with the way back for as long as the person likes. */
export async function offerWayBack(message: string, { label, go }: WayBack): Promise<void> {
  if ((await vscode.window.showInformationMessage(messageText(message), label)) === label) await go();
}

// The editor takes back its last change, whichever that is by now.
function inUnchanged(document: vscode.TextDocument, command: string): () => Promise<void> {
  const { version } = document;
  return async () => {
    if (document.isClosed || document.version !== version) {
      throw new UserError(t("The file changed meanwhile. Take it back in the editor."));
    }
    await vscode.window.showTextDocument(document, { preview: false });
    await vscode.commands.executeCommand(command);
  };
}
