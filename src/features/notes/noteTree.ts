import * as vscode from "vscode";
import type { NoteList } from "../../host/noteList";
import type { Note } from "../../notes/note";
import { kindIcons, wordKind } from "./noteText";

const refreshMs = 100;

/** A row of the list: a file, or a note in it. */
export type NoteRow =
  | { readonly kind: "file"; readonly uri: vscode.Uri }
  | { readonly kind: "note"; readonly uri: vscode.Uri; readonly note: Note };

/** The list of all notes by file, for reading them one after the other. */
export function openNoteTree(notes: NoteList): vscode.TreeView<NoteRow> {
  const changed = new vscode.EventEmitter<undefined>();
  let timer: NodeJS.Timeout | undefined;
  const stop = notes.onDidChange(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed.fire(undefined);
    }, refreshMs);
  });
  const view = vscode.window.createTreeView<NoteRow>("gloss.notes", {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) =>
        row ? notesOf(notes, row) : notes.files.map(({ uri }) => ({ kind: "file", uri })),
      getTreeItem: (row) => (row.kind === "file" ? fileItem(notes, row.uri) : noteItem(row.note)),
      getParent: (row) => (row.kind === "note" ? { kind: "file", uri: row.uri } : undefined),
    },
  });
  const dispose = view.dispose.bind(view);
  view.dispose = () => {
    clearTimeout(timer);
    stop.dispose();
    changed.dispose();
    dispose();
  };
  return view;
}

function notesOf(notes: NoteList, { uri }: NoteRow): NoteRow[] {
  return notes.in(uri).map((note) => ({ kind: "note", uri, note }));
}

function fileItem(notes: NoteList, uri: vscode.Uri): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  const count = notes.in(uri).length;
  const folder = vscode.workspace.asRelativePath(uri).split("/").slice(0, -1).join("/");
  item.id = uri.toString();
  item.description = folder === "" ? String(count) : `${String(count)} · ${folder}`;
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = "file";
  item.accessibilityInformation = {
    label: vscode.l10n.t("{0}, {1} notes", vscode.workspace.asRelativePath(uri), count),
  };
  return item;
}

function noteItem({ id, kind, text, line, lineText }: Note): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.id = id;
  item.description = vscode.l10n.t("line {0}", line + 1);
  item.iconPath = new vscode.ThemeIcon(kindIcons[kind]);
  item.contextValue = "note";
  item.tooltip = `${wordKind(kind)}: ${text}\n\n${lineText.trim()}`;
  item.accessibilityInformation = {
    label: vscode.l10n.t("{0}, line {1}: {2}", wordKind(kind), line + 1, text),
  };
  item.command = { command: "gloss.note.open", title: vscode.l10n.t("Go to Note"), arguments: [id] };
  return item;
}
