import * as vscode from "vscode";
import { importLines } from "../importLines";
import type { ContextProvider } from "./contextProvider";

const maxLines = 400;

/** The lines at the top of the file that bring in names, as far as they are not part of the code. */
export const imports: ContextProvider = {
  value: 90,
  find: ({ document, range }, { add }) => {
    const lines = importLines(
      document.getText(new vscode.Range(0, 0, Math.min(maxLines, document.lineCount), 0)),
    );
    const outside = lines.filter(({ line }) => line < range.start.line || line > range.end.line);
    const text = outside.map((line) => line.text).join("\n");
    if (text !== "") {
      add({ kind: "imports", label: vscode.l10n.t("imports"), languageId: document.languageId, text });
    }
    return Promise.resolve();
  },
};
