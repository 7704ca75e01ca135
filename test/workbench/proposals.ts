import * as vscode from "vscode";
import { eventually } from "./support";

/** The scheme of the documents that show a file as it would be. */
export const proposalScheme = "gloss-proposal";

export function run(command: string, ...args: readonly unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(command, ...args);
}

/** The diff editor of the proposal in front. */
export function proposalTab(): vscode.TabInputTextDiff | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === proposalScheme
    ? input
    : undefined;
}

/** The text of the proposal in front, when `isReady` says that it is as expected. */
export async function proposed(isReady: (text: string) => boolean = () => true): Promise<string> {
  return eventually("a proposal", () => {
    const uri = proposalTab()?.modified.toString();
    const text = vscode.workspace.textDocuments
      .find((document) => document.uri.toString() === uri)
      ?.getText();
    return text !== undefined && isReady(text) ? text : undefined;
  });
}

/** Waits until a document has this text. */
export async function textOf(document: vscode.TextDocument, wanted: string): Promise<void> {
  await eventually(`the text ${JSON.stringify(wanted)}, not ${JSON.stringify(document.getText())}`, () =>
    document.getText() === wanted ? true : undefined,
  );
}

/** A proposal for the lines of the editor with this code, through the door that answers use. */
export async function review(
  document: vscode.TextDocument,
  lines: readonly [number, number],
  code: string,
): Promise<void> {
  const [from, to] = lines;
  const range = new vscode.Range(from - 1, 0, to - 1, document.lineAt(to - 1).text.length);
  await run("gloss.reviewAsDiff", { uri: document.uri.toString(), range, code });
}

/** Ends every proposal and closes all editors; an unsaved one is reverted, or it would stay and be "edited just now". */
export async function closeProposals(): Promise<void> {
  await run("gloss.proposal.discard");
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    if (document.uri.scheme === "vscode-notebook-cell") continue;
    await vscode.window.showTextDocument(document, { preview: false });
    await run("workbench.action.revertAndCloseActiveEditor");
  }
  await run("workbench.action.revertAndCloseActiveEditor");
  await run("workbench.action.closeAllEditors");
  await run("notifications.clearAll");
}
