import * as vscode from "vscode";
import { checkEditable } from "../../host/checkEditable";
import { UserError } from "../../host/userError";
import { workspaceCandidates } from "../../host/workspaceCandidates";
import type { Question } from "../../protocol/conversation";

/** Puts code of an answer where the cursor is, in place of the selection; one undo step. */
export async function insertAtCursor(code: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor) throw new UserError(vscode.l10n.t("Open a file to insert the code into."));
  await checkEditable(editor.document);
  const isDone = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, code);
  });
  if (!isDone) throw new UserError(vscode.l10n.t("This file cannot be changed."));
  await vscode.window.showTextDocument(editor.document, {
    viewColumn: editor.viewColumn ?? vscode.ViewColumn.One,
  });
}

/** Shows code of an answer as a change of the code that was asked about. */
export async function reviewAsDiff(code: string, question: Question | undefined): Promise<void> {
  const asked = question?.code;
  if (!asked) throw new UserError(vscode.l10n.t("This question was not about code of a file."));
  const uri = await documentOf(asked.path);
  if (!uri) throw new UserError(vscode.l10n.t("{0} is not in this workspace.", asked.path));
  const document = await vscode.workspace.openTextDocument(uri);
  const last = Math.min(asked.endLine, document.lineCount) - 1;
  const range = new vscode.Range(asked.startLine - 1, 0, last, document.lineAt(last).text.length);
  await vscode.commands.executeCommand("gloss.reviewAsDiff", {
    code,
    uri: uri.toString(),
    range,
    original: asked.text,
  });
}

/** The document behind the path that a question names: relative to a folder of the workspace, or open. */
async function documentOf(path: string): Promise<vscode.Uri | undefined> {
  const open = vscode.workspace.textDocuments.filter(isReal).map(({ uri }) => uri);
  const exact = open.find((uri) => vscode.workspace.asRelativePath(uri) === path || uri.path === path);
  if (exact) return exact;
  for (const candidate of workspaceCandidates(path)) {
    const exists = await vscode.workspace.fs.stat(candidate).then(
      () => true,
      () => false, // Not here: the next folder may have it.
    );
    if (exists) return candidate;
  }
  // Part of a path, as models write it; it must not mean one of several files.
  const [only, ...others] = open.filter((uri) => uri.path.endsWith(`/${path}`));
  return others.length === 0 ? only : undefined;
}

/** Whether a document is what a person edits, and no earlier state of it or view of something else. */
function isReal({ isUntitled, uri: { scheme } }: vscode.TextDocument): boolean {
  return (
    isUntitled ||
    scheme === "vscode-notebook-cell" ||
    vscode.workspace.fs.isWritableFileSystem(scheme) === true
  );
}

/** Opens a link of an answer: web and mail through VS Code, which asks; a file only inside the workspace. */
export async function openLink(href: string): Promise<void> {
  if (/^(?:https?:\/\/|mailto:)/i.test(href)) {
    await vscode.env.openExternal(vscode.Uri.parse(href));
    return;
  }
  const [, path = "", line] = /^\.?\/?([^:#?]+)(?:[:#]L?(\d+))?/.exec(href) ?? [];
  const isInside = path !== "" && !/^[a-z][a-z0-9+.-]*:/i.test(href) && !path.split("/").includes("..");
  const uri = isInside ? await documentOf(decodeURI(path)) : undefined;
  if (!uri) throw new UserError(vscode.l10n.t("This link leads nowhere in this workspace: {0}", href));
  const at = Math.max(0, Number(line ?? 1) - 1);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, 0, at, 0), preview: true });
}
