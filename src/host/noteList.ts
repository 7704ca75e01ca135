import * as vscode from "vscode";
import { followEdits, placeAnew, type LineEdit } from "../notes/followEdit";
import type { Note } from "../notes/note";
import type { QuotedNote } from "../protocol/note";

/** The notes of one file. */
export interface FileNotes {
  readonly uri: vscode.Uri;
  /** In the order of their lines. */
  readonly notes: readonly Note[];
}

/** All notes in the margins of this window's files; they follow edits, and views draw them from here. */
export class NoteList implements vscode.Disposable {
  readonly #files = new Map<string, FileNotes>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: readonly vscode.Disposable[];
  #lastId = 0;

  /** Tells that some file's notes were added, moved or removed. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    const { workspace } = vscode;
    this.#listeners = [
      workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      workspace.onDidOpenTextDocument((document) => this.#placeAnew(document)),
      workspace.onDidCloseTextDocument(({ uri, isClosed }) => {
        if (isClosed && uri.scheme === "untitled") this.clear(uri);
      }),
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.#rename(oldUri, newUri);
      }),
      workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) for (const file of this.#inside(uri)) this.clear(file.uri);
      }),
    ];
  }

  /** All files that have notes, in the order of their paths. */
  get files(): readonly FileNotes[] {
    return [...this.#files.values()].toSorted((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
  }

  in(uri: vscode.Uri): readonly Note[] {
    return this.#files.get(uri.toString())?.notes ?? [];
  }

  find(id: string): { readonly uri: vscode.Uri; readonly note: Note } | undefined {
    for (const { uri, notes } of this.#files.values()) {
      const note = notes.find((one) => one.id === id);
      if (note) return { uri, note };
    }
    return undefined;
  }

  /** Puts a note at a line (from 0); one that says the same there already is not doubled. */
  add(document: vscode.TextDocument, line: number, { quote, kind, text }: QuotedNote): void {
    const notes = this.in(document.uri);
    if (notes.some((note) => note.line === line && note.text === text)) return;
    this.#lastId += 1;
    const id = `note-${String(this.#lastId)}`;
    this.#put(document.uri, [
      ...notes,
      { id, quote, kind, text, line, lineText: document.lineAt(line).text },
    ]);
  }

  remove(ids: ReadonlySet<string>): void {
    for (const { uri, notes } of [...this.#files.values()]) {
      if (notes.some(({ id }) => ids.has(id)))
        this.#put(
          uri,
          notes.filter(({ id }) => !ids.has(id)),
        );
    }
  }

  /** Removes all notes, or those of one file. */
  clear(uri?: vscode.Uri): void {
    if (uri) this.#put(uri, []);
    else {
      this.#files.clear();
      this.#changed.fire();
    }
  }

  /** Takes in notes that were kept from an earlier window; those of an open file are placed at once. */
  restore(uri: vscode.Uri, kept: readonly Omit<Note, "id">[]): void {
    const notes = kept.map((note) => {
      this.#lastId += 1;
      return { ...note, id: `note-${String(this.#lastId)}` };
    });
    this.#put(uri, [...this.in(uri), ...notes]);
    const open = vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    if (open) this.#placeAnew(open);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const notes = this.in(document.uri);
    if (notes.length === 0 || contentChanges.length === 0) return;
    const edits = contentChanges.map(({ range, text }): LineEdit => ({
      start: range.start.line,
      end: range.end.line,
      newBreaks: text.split(/\r\n|\r|\n/).length - 1,
    }));
    const lineAt = (line: number): string => (line < document.lineCount ? document.lineAt(line).text : "");
    const followed = followEdits(notes, edits, lineAt);
    if (followed !== notes) this.#put(document.uri, followed);
  }

  #placeAnew(document: vscode.TextDocument): void {
    const notes = this.in(document.uri);
    if (notes.length === 0) return;
    const placed = placeAnew(notes, document.getText().split(/\r\n|\r|\n/));
    if (placed !== notes) this.#put(document.uri, placed);
  }

  #rename(from: vscode.Uri, to: vscode.Uri): void {
    for (const { uri, notes } of this.#inside(from)) {
      this.#files.delete(uri.toString());
      this.#put(to.with({ path: to.path + uri.path.slice(from.path.length) }), notes);
    }
  }

  /** The file itself, or all files in a folder. */
  #inside({ scheme, path }: vscode.Uri): FileNotes[] {
    return [...this.#files.values()].filter(
      ({ uri }) => uri.scheme === scheme && (uri.path === path || uri.path.startsWith(`${path}/`)),
    );
  }

  #put(uri: vscode.Uri, notes: readonly Note[]): void {
    const sorted = notes.toSorted((a, b) => a.line - b.line);
    if (sorted.length === 0) this.#files.delete(uri.toString());
    else this.#files.set(uri.toString(), { uri, notes: sorted });
    this.#changed.fire();
  }
}
