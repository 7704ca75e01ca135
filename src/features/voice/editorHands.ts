import * as vscode from "vscode";
import { checkEditable, checkTrusted } from "../../host/checkEditable";
import { UserError } from "../../host/userError";
import type { Hands } from "../../voice/hands";
import { nearestNames, onlyNearest } from "../../voice/nearestNames";
import type { Front } from "./front";
import { namedIn, renameIn } from "./rename";

const { t } = vscode.l10n;

/** More files than this are not compared with what was said. */
const maxFiles = 20_000;
const maxChoices = 9;

/** What spoken commands do, done with VS Code; `front` is what "this" means. */
export const editorHands = (front: Front | undefined): Hands => ({
  command: runCommand,
  goToLine: async (line) => {
    const editor = frontEditor();
    const { lineCount } = editor.document;
    if (line > lineCount) throw new UserError(t("This file has {0} lines.", lineCount));
    const start = new vscode.Position(line - 1, 0);
    await showPlace(editor.document.uri, new vscode.Selection(start, start));
  },
  goToSymbol: async (spokenName) => {
    const here = vscode.window.activeTextEditor ? await symbolsOf(vscode.window.activeTextEditor) : [];
    const inFile = onlyNearest(nearestNames(spokenName, here, ({ name }) => [name]));
    const place = inFile ?? (await choose(spokenName, [...here, ...(await symbolsOfWorkspace(spokenName))]));
    if (place) await showPlace(place.uri, new vscode.Selection(place.range.start, place.range.start));
  },
  openFile: async (spokenName) => {
    const uris = await vscode.workspace.findFiles("**/*", "**/node_modules/**", maxFiles);
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
  ask: async (question) => {
    if (vscode.window.activeTextEditor) await runCommand("gloss.askSelection", { instruction: question });
    else await runCommand("gloss.panel.send", question);
  },
  checkRename: async () => {
    await checkEditable(namedIn(front).document);
  },
  rename: async (spokenName) => renameIn(namedIn(front), spokenName),
  checkTasks: () => {
    checkTrusted();
    return Promise.resolve();
  },
  runTask: async (spokenName) => {
    checkTrusted();
    const tasks = await vscode.tasks.fetchTasks();
    const task = await choose(
      spokenName,
      tasks.map((item) => ({ name: item.name, task: item })),
    );
    if (task) await vscode.tasks.executeTask(task.task);
  },
});

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

/** Shows a file, with this selected. */
export async function showPlace(uri: vscode.Uri, selection: vscode.Selection): Promise<void> {
  const editor = await vscode.window.showTextDocument(uri, { preview: true });
  editor.selection = selection;
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
