import * as vscode from "vscode";
import type { Services } from "../../host/services";

interface ReadNotesInput {
  /** Path of a file inside the workspace; all files without it. */
  readonly path?: string;
}

/** Most notes in one result: an agent can ask for one file. */
const maxNotes = 200;

/** Reads the notes in the margins, as they stand now. */
export function readNotesTool(notes: Services["notes"]): vscode.LanguageModelTool<ReadNotesInput> {
  return {
    prepareInvocation: () => ({ invocationMessage: vscode.l10n.t("Reading the notes in the margins") }),
    invoke: ({ input }) => {
      const lines = notes.files.flatMap(({ uri, notes: ofFile }) => {
        const path = vscode.workspace.asRelativePath(uri);
        if (input.path !== undefined && input.path !== path && !uri.path.endsWith(`/${input.path}`))
          return [];
        return ofFile.map(({ line, kind, text }) => `${path}:${String(line + 1)} ${kind}: ${text}`);
      });
      const left = lines.length - maxNotes;
      const shown = [
        ...lines.slice(0, maxNotes),
        ...(left > 0 ? [`${String(left)} more: ask for one file.`] : []),
      ];
      const text = shown.length === 0 ? "There are no notes." : shown.join("\n");
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}
