import * as vscode from "vscode";
import { hunksIn } from "../../notes/diffHunks";
import { repositoryOf } from "../git";
import type { ContextProvider } from "./contextProvider";

const maxLines = 80;

/** What was changed in the code since the last commit, as a diff. */
export const change: ContextProvider = {
  value: 60,
  find: async ({ document, range }, { signal, add }) => {
    const repository = document.uri.scheme === "file" ? await repositoryOf(document.uri) : undefined;
    if (!repository || signal.aborted) return;
    const diff = await repository.diffWithHEAD(document.uri.fsPath);
    const touching = hunksIn(diff).filter(
      ({ newStart, newCount }) =>
        newStart <= range.end.line + 1 && newStart + newCount > range.start.line + 1,
    );
    const lines = touching.flatMap(({ header, lines: changed }) => [header, ...changed]);
    if (lines.length === 0 || lines.length > maxLines) return;
    const label = vscode.l10n.t("changes since the last commit");
    add({ kind: "change", label, languageId: "diff", text: lines.join("\n") });
  },
};
