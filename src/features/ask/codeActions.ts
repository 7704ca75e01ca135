import * as vscode from "vscode";

const schemes = ["file", "untitled", "vscode-remote", "vscode-vfs", "vscode-notebook-cell"];
const kind = vscode.CodeActionKind.Empty.append("gloss");

/** Light-bulb entries on a selection; without one the bulb stays dark. */
export function registerCodeActions(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    schemes.map((scheme) => ({ scheme })),
    {
      provideCodeActions: (_document, range) => {
        if (range.isEmpty) return [];
        return [
          action(vscode.l10n.t("Ask Gloss about this"), "gloss.askSelection"),
          action(vscode.l10n.t("Explain with Gloss"), "gloss.explainSelection"),
        ];
      },
    },
    { providedCodeActionKinds: [kind] },
  );
}

function action(title: string, command: string): vscode.CodeAction {
  const codeAction = new vscode.CodeAction(title, kind);
  codeAction.command = { title, command };
  return codeAction;
}
