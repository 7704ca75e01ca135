import * as vscode from "vscode";

const selectionKind = vscode.CodeActionKind.Empty.append("gloss");
/** Of the problems in a selection; more would fill the list with entries that differ in one word. */
const maxFixes = 3;

/** "Fix with Gloss" on each problem, and what can be done to a selection, in the light bulb. */
export function registerEditActions(): vscode.Disposable {
  const schemes = ["file", "untitled", "vscode-remote", "vscode-vfs", "vscode-notebook-cell"];
  return vscode.languages.registerCodeActionsProvider(
    schemes.map((scheme) => ({ scheme })),
    {
      provideCodeActions: ({ uri }, range, { diagnostics }) => {
        if (!vscode.workspace.isTrusted) return [];
        const fixes = shownProblems(range, diagnostics).map((diagnostic) => fixAction(uri, diagnostic));
        return range.isEmpty ? fixes : [...fixes, ...selectionActions()];
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, selectionKind] },
  );
}

// Each problem at the cursor, or at exactly this range, as its own hover and the list of problems ask for it.
function shownProblems(
  range: vscode.Range,
  diagnostics: readonly vscode.Diagnostic[],
): readonly vscode.Diagnostic[] {
  const asked = diagnostics.filter((diagnostic) => range.isEmpty || diagnostic.range.isEqual(range));
  return asked.length > 0 ? asked : diagnostics.slice(0, maxFixes);
}

function fixAction(uri: vscode.Uri, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const title = vscode.l10n.t("Fix with Gloss: {0}", firstLine(diagnostic.message));
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { title, command: "gloss.fixSelection", arguments: [uri, diagnostic.range] };
  return action;
}

function selectionActions(): vscode.CodeAction[] {
  const { t } = vscode.l10n;
  const action = (title: string, command: string): vscode.CodeAction => {
    const codeAction = new vscode.CodeAction(title, selectionKind);
    codeAction.command = { title, command };
    return codeAction;
  };
  return [
    action(t("Edit with Gloss…"), "gloss.editSelection"),
    action(t("Document with Gloss"), "gloss.documentSelection"),
  ];
}

function firstLine(message: string): string {
  const [line = ""] = message.split("\n");
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
