import * as vscode from "vscode";

const sample = `function countLongWords(words: string[], minLength: number): number {
  let count = 0;
  for (const word of words) {
    if (word.length >= minLength) {
      count += 1;
    }
  }
  return count;
}
`;

/** Opens a small function, selects it, and asks for its explanation. */
export async function openSample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content: sample, language: "typescript" });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.selection = new vscode.Selection(0, 0, document.lineCount - 2, 1);
  await vscode.commands.executeCommand("gloss.explainSelection");
}
