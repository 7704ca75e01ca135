import * as vscode from "vscode";
import { UserError } from "../../host/userError";
import type { Hands } from "../../voice/hands";
import { identifierLike } from "../../voice/identifierCase";
import { nearestNames, onlyNearest } from "../../voice/nearestNames";

const { t } = vscode.l10n;

/** More files than this are not compared with what was said. */
const maxFiles = 20_000;
const maxChoices = 9;

/** What spoken commands do, done with VS Code. */
export const editorHands: Hands = {
  command: runCommand,
  goToLine: async (line) => {
    const editor = frontEditor();
    const { lineCount } = editor.document;
    if (line > lineCount) throw new UserError(t("This file has {0} lines.", lineCount));
    await showPlace(editor.document.uri, new vscode.Range(line - 1, 0, line - 1, 0));
  },
  goToSymbol: async (spokenName) => {
    const here = vscode.window.activeTextEditor ? await symbolsOf(vscode.window.activeTextEditor) : [];
    const inFile = onlyNearest(nearestNames(spokenName, here, ({ name }) => [name]));
    const place = inFile ?? (await choose(spokenName, [...here, ...(await symbolsOfWorkspace(spokenName))]));
    if (place) await showPlace(place.uri, place.range);
  },
  openFile: async (spokenName) => {
    const uris = await vscode.workspace.findFiles("**/*", undefined, maxFiles);
    const open = new Set(
      vscode.workspace.textDocuments.filter(({ isClosed }) => !isClosed).map(({ uri }) => uri.toString()),
    );
    const places = uris
      .map((uri) => ({ uri, name: vscode.workspace.asRelativePath(uri), range: undefined }))
      // Of two files that are equally near, the one that is open is meant.
      .sort((a, b) => Number(open.has(b.uri.toString())) - Number(open.has(a.uri.toString())));
    const place = await choose(spokenName, places);
    if (place) await vscode.window.showTextDocument(place.uri, { preview: false });
  },
  rename: async (spokenName) => {
    const { document, selection } = frontEditor();
    const range = document.getWordRangeAtPosition(selection.active);
    if (!range) throw new UserError(t("Put the cursor on the name that should change."));
    const newName = identifierLike(document.getText(range), spokenName);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      range.start,
      newName,
    );
    if (!edit || edit.size === 0) throw new UserError(t("This name cannot be renamed here."));
    if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true })))
      throw new UserError(t("The file changed meanwhile. Say it again."));
  },
  runTask: async (spokenName) => {
    const tasks = await vscode.tasks.fetchTasks();
    const task = await choose(
      spokenName,
      tasks.map((item) => ({ name: item.name, task: item })),
    );
    if (task) await vscode.tasks.executeTask(task.task);
  },
};

async function runCommand(id: string, ...args: readonly unknown[]): Promise<void> {
  const isThere = (await vscode.commands.getCommands(true)).includes(id);
  if (!isThere) throw new UserError(t("This editor cannot do that ({0}).", id));
  await vscode.commands.executeCommand(id, ...args);
}

function frontEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError(t("Open a file first."));
  return editor;
}

interface Place {
  readonly name: string;
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

async function symbolsOf({ document }: vscode.TextEditor): Promise<Place[]> {
  const found = await vscode.commands.executeCommand<
    readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >("vscode.executeDocumentSymbolProvider", document.uri);
  const flat = (symbol: vscode.DocumentSymbol | vscode.SymbolInformation): Place[] =>
    "selectionRange" in symbol
      ? [
          { name: symbol.name, uri: document.uri, range: symbol.selectionRange },
          ...symbol.children.flatMap(flat),
        ]
      : [{ name: symbol.name, uri: symbol.location.uri, range: symbol.location.range }];
  return (found ?? []).flatMap(flat);
}

async function symbolsOfWorkspace(spokenName: string): Promise<Place[]> {
  const query = spokenName.replace(/\s+/g, "");
  const found = await vscode.commands.executeCommand<readonly vscode.SymbolInformation[] | undefined>(
    "vscode.executeWorkspaceSymbolProvider",
    query,
  );
  return (found ?? []).map(({ name, location }) => ({ name, uri: location.uri, range: location.range }));
}

/** The one that is meant, or the one that a person picks of several that are near; undefined if they pick none. */
async function choose<Named extends { readonly name: string }>(
  spokenName: string,
  items: readonly Named[],
): Promise<Named | undefined> {
  const ranked = nearestNames(spokenName, items, ({ name }) => spellings(name));
  const only = onlyNearest(ranked);
  if (only) return only;
  if (ranked.length === 0) throw new UserError(t("Nothing here is called “{0}”.", spokenName));
  const picked = await vscode.window.showQuickPick(
    ranked.slice(0, maxChoices).map(({ item }) => ({ label: item.name, item })),
    { title: t("Heard “{0}”. Which one is meant?", spokenName) },
  );
  return picked?.item;
}

/** With its folders, without them, and without its extension. */
function spellings(name: string): string[] {
  const base = name.split("/").at(-1) ?? name;
  return [...new Set([name, base, base.replace(/(?<=.)\.[^.]+$/, "")])];
}

async function showPlace(uri: vscode.Uri, range: vscode.Range): Promise<void> {
  const editor = await vscode.window.showTextDocument(uri, { preview: true });
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
