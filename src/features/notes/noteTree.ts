import * as vscode from "vscode";
import { fileName } from "../../host/fileName";
import type { NoteList } from "../../host/noteList";
import type { Services } from "../../host/services";
import type { Note } from "../../notes/note";
import type { NoteKind } from "../../protocol/note";
import { kindIcons, kindsBySeverity, plainText, wordKind } from "./noteText";

const refreshMs = 100;
const groupingKey = "gloss.notes.grouping";

/** A row of the list: a file or a kind with its notes, or one note. */
export type NoteRow = NoteGroup | NoteOfFile;

type NoteGroup =
  | { readonly kind: "file"; readonly uri: vscode.Uri }
  | { readonly kind: "kind"; readonly noteKind: NoteKind };

interface NoteOfFile {
  readonly kind: "note";
  readonly uri: vscode.Uri;
  readonly note: Note;
}

/** The list of all notes, by file or by kind, for reading them one after the other; the person's choice is kept. */
export function openNoteTree(
  notes: NoteList,
  { globalState }: Pick<Services["extension"], "globalState">,
): vscode.TreeView<NoteRow> {
  const changed = new vscode.EventEmitter<undefined>();
  let timer: NodeJS.Timeout | undefined;
  let isByKind = globalState.get(groupingKey) === "kind";
  const tellButtons = (): void => {
    void vscode.commands.executeCommand("setContext", "gloss.notesAreByKind", isByKind); // cannot fail
  };
  const group = (by: NoteGroup["kind"]) => async (): Promise<void> => {
    isByKind = by === "kind";
    tellButtons();
    changed.fire(undefined);
    await globalState.update(groupingKey, by);
  };
  tellButtons();
  const view = vscode.window.createTreeView<NoteRow>("gloss.notes", {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => (row ? notesUnder(notes, row) : groupsOf(notes, isByKind)),
      getTreeItem: (row) => (row.kind === "note" ? noteItem(row, isByKind) : groupItem(notes, row)),
    },
  });
  const parts = vscode.Disposable.from(
    notes.onDidChange(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        changed.fire(undefined);
      }, refreshMs);
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
    vscode.commands.registerCommand("gloss.groupNotesByKind", group("kind")),
    vscode.commands.registerCommand("gloss.groupNotesByFile", group("file")),
    changed,
  );
  const dispose = view.dispose.bind(view);
  view.dispose = () => {
    parts.dispose();
    dispose();
  };
  return view;
}

function groupsOf(notes: NoteList, isByKind: boolean): NoteGroup[] {
  if (!isByKind) return notes.files.map(({ uri }) => ({ kind: "file", uri }));
  return kindsBySeverity
    .map((noteKind): NoteGroup => ({ kind: "kind", noteKind }))
    .filter((row) => notesUnder(notes, row).length > 0);
}

/** The notes of a row: one, or all of its file or kind. */
export function notesUnder(notes: NoteList, row: NoteRow): NoteOfFile[] {
  if (row.kind === "note") return [row];
  const files = row.kind === "file" ? [{ uri: row.uri, notes: notes.in(row.uri) }] : notes.files;
  return files.flatMap(({ uri, notes: all }) =>
    all
      .filter((note) => row.kind === "file" || note.kind === row.noteKind)
      .map((note) => ({ kind: "note" as const, uri, note })),
  );
}

function groupItem(notes: NoteList, row: NoteGroup): vscode.TreeItem {
  const all = notesUnder(notes, row).length;
  const count = all === 1 ? vscode.l10n.t("1 note") : vscode.l10n.t("{0} notes", all);
  const item = row.kind === "file" ? fileItem(row.uri, count) : kindItem(row.noteKind, count);
  // VS Code draws name and description without a blank between them: read out, they would be one word.
  item.description = ` ${String(item.description)}`;
  item.contextValue = "group";
  return item;
}

function kindItem(kind: NoteKind, count: string): vscode.TreeItem {
  const item = new vscode.TreeItem(wordKind(kind), vscode.TreeItemCollapsibleState.Expanded);
  item.id = kind;
  item.description = count;
  item.iconPath = new vscode.ThemeIcon(kindIcons[kind]);
  return item;
}

function fileItem(uri: vscode.Uri, count: string): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  const folder = vscode.workspace.asRelativePath(uri).split("/").slice(0, -1).join("/");
  item.id = uri.toString();
  item.description = folder === "" ? count : `${count} · ${folder}`;
  item.iconPath = vscode.ThemeIcon.File;
  return item;
}

function noteItem({ uri, note }: NoteOfFile, isByKind: boolean): vscode.TreeItem {
  const { id, kind, line, lineText } = note;
  const text = plainText(note);
  const item = new vscode.TreeItem(text);
  const name = fileName(uri);
  item.id = id;
  item.description = isByKind
    ? vscode.l10n.t("{0}, line {1}", name, line + 1)
    : vscode.l10n.t("line {0}", line + 1);
  item.iconPath = new vscode.ThemeIcon(kindIcons[kind]);
  item.contextValue = "note";
  item.tooltip = `${wordKind(kind)}: ${text}\n\n${lineText.trim()}`;
  item.accessibilityInformation = {
    label: vscode.l10n.t("{0}, {1}, line {2}: {3}", wordKind(kind), name, line + 1, text),
  };
  item.command = { command: "gloss.note.open", title: vscode.l10n.t("Go to Note"), arguments: [id] };
  return item;
}
