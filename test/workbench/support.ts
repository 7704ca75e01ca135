import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";

/** Waits until `check` gives something, and returns it. */
export async function eventually<T>(
  what: string,
  check: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const value = await check();
    if (value !== undefined) return value;
    await sleep(50);
  }
  throw new Error(`Did not happen: ${what}`);
}

/** Opens a file of the workspace, or an untitled text, and selects lines (from 1, both included). */
export async function openAndSelect(
  source: { readonly file: string } | { readonly content: string; readonly language: string },
  from: number,
  to: number,
): Promise<vscode.TextEditor> {
  const document = await ("file" in source
    ? vscode.workspace.openTextDocument(fileUri(source.file))
    : vscode.workspace.openTextDocument(source));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.selection = new vscode.Selection(from - 1, 0, to - 1, document.lineAt(to - 1).text.length);
  return editor;
}

/** A file of the open workspace. */
export function fileUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error("No folder is open.");
  return vscode.Uri.joinPath(folder.uri, name);
}

/** The answer of the newest thread, by its own Copy button; undefined while there is none. */
export async function copiedAnswer(): Promise<string | undefined> {
  await vscode.env.clipboard.writeText("");
  await vscode.commands.executeCommand("gloss.thread.copy");
  const text = await vscode.env.clipboard.readText();
  return text === "" ? undefined : text;
}

/** What was sent for the newest question, from the document that shows it. */
export async function sentText(): Promise<string> {
  await vscode.commands.executeCommand("gloss.showPrompt");
  const document = vscode.workspace.textDocuments.findLast(({ uri }) => uri.scheme === "gloss-sent");
  if (!document) throw new Error("Nothing is shown.");
  return document.getText();
}
