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
  // By its address: a document that is opened by itself stays open for minutes after its editor was closed.
  const uri = "file" in source ? fileUri(source.file) : (await vscode.workspace.openTextDocument(source)).uri;
  const editor = await vscode.window.showTextDocument(uri, { preview: false });
  if ("content" in source) await fill(editor, source.content);
  const { text } = editor.document.lineAt(to - 1);
  await select(editor, new vscode.Selection(from - 1, 0, to - 1, text.length));
  return editor;
}

// A new untitled file may come with what was typed into an earlier one of its name, which the workbench had kept.
async function fill({ document }: vscode.TextEditor, content: string): Promise<void> {
  await eventually("the text", async () => {
    if (document.getText() === content) return true;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), content);
    await vscode.workspace.applyEdit(edit);
    return undefined;
  });
}

/** Selects, and waits until the workbench has this editor in front with this selection: its echo of an older one may still come. */
export async function select(editor: vscode.TextEditor, selection: vscode.Selection): Promise<void> {
  await eventually("the selection", async () => {
    editor.selection = selection;
    await sleep(60);
    const active = vscode.window.activeTextEditor;
    const isThere = active?.document === editor.document && active.selection.isEqual(selection);
    if (!isThere) await vscode.window.showTextDocument(editor.document, { preview: false });
    return isThere ? true : undefined;
  });
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

/** The report as it is read, without its escapes. */
export async function reportText(): Promise<string> {
  await vscode.commands.executeCommand("gloss.showReport");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse("gloss-report:/Gloss.md"));
  return document.getText().replace(/\\(.)/g, "$1");
}

/** What was sent for the newest question, from the document that shows it. */
export async function sentText(): Promise<string> {
  await vscode.commands.executeCommand("gloss.showPrompt");
  // The one in front: texts of earlier questions may still be open.
  const document = await eventually("what was sent is shown", () => {
    const shown = vscode.window.activeTextEditor?.document;
    return shown?.uri.scheme === "gloss-sent" ? shown : undefined;
  });
  return document.getText();
}

/** What the hover says of a line (from 0) about notes; empty if there are none. */
export async function hoverText({ uri }: vscode.TextDocument, line: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    uri,
    new vscode.Position(line, 0),
  );
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : "")),
  );
  return texts.filter((text) => /^\*\*(Bug|Risk|Style|Explanation)\*\*/.test(text)).join("\n");
}

/** Presses the button of the newest message; does nothing while there is none, for which the workbench throws. */
export async function pressFirstMessage(): Promise<void> {
  try {
    await vscode.commands.executeCommand("notifications.showList");
    await vscode.commands.executeCommand("list.focusFirst");
    await vscode.commands.executeCommand("notification.acceptPrimaryAction");
  } catch (error) {
    if (!String(error).includes("reading 'element'")) throw error;
  }
}
