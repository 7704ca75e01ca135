import * as vscode from "vscode";
import { showFailure } from "../../host/report";
import { Failure } from "../../protocol/failure";

/** Does it again for as long as it fails and a person wants to: what they said is kept meanwhile. */
export async function tryAgain(log: vscode.LogOutputChannel, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const again = vscode.l10n.t("Try again");
      if ((await showFailure(error, log, again)) !== again) return;
    }
  }
}
