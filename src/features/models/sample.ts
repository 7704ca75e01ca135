import * as vscode from "vscode";

const sample = `function findUser(users: User[], id: string): User | null {
  for (const user of users) {
    if (user.id === id) {
      return user;
    }
  }
  return null;
}
`;

/** Opens a small function, selects it, and asks for its explanation. */
export async function openSample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content: sample, language: "typescript" });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.selection = new vscode.Selection(0, 0, document.lineCount - 2, 1);
  await vscode.commands.executeCommand("gloss.explainSelection");
}
