import * as vscode from "vscode";
import { abortSignalOf } from "../../host/abortSignalOf";
import { workspaceFile } from "./workspaceFile";

interface FindCodeInput {
  /** Path of a picture inside the workspace. */
  readonly path: string;
}

/** Finds the files whose texts are seen in a screenshot; the model reads the picture, a search finds the texts. */
export const findCodeTool: vscode.LanguageModelTool<FindCodeInput> = {
  prepareInvocation: ({ input }) => ({
    invocationMessage: vscode.l10n.t("Finding the code that draws {0}", input.path),
  }),
  invoke: async ({ input }, token) => {
    const imageUri = await workspaceFile(input.path);
    // The feature's own command: it words its problems itself, and then returns nothing.
    const found: unknown = await vscode.commands.executeCommand("gloss.findCodeForScreenshot", {
      imageUri,
      show: false,
      signal: abortSignalOf(token),
    });
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    if (found === undefined) throw new Error(vscode.l10n.t("Gloss could not read {0}.", input.path));
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(found))]);
  },
};
