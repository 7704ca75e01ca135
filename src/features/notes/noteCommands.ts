import * as vscode from "vscode";
import { isOnlyComment } from "../../edits/commentPlace";
import { checkEditable } from "../../host/checkEditable";
import { lineEnd } from "../../host/lineEnd";
import type { NoteList } from "../../host/noteList";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { commentLines } from "../../notes/commentLines";
import type { Note } from "../../notes/note";
import { aboutNote } from "../../prompt/notes";
import { notesUnder, type NoteRow } from "./noteTree";

interface Place {
  readonly uri: vscode.Uri;
  readonly note: Note;
}

/** Going through notes, and what can be done with one. */
export function registerNoteCommands({ notes, log }: Pick<Services, "notes" | "log">): vscode.Disposable {
  const onNote = (name: string, run: (place: Place) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(name, (target: unknown) =>
      report(() => run(placeOf(notes, target)), log),
    );
  const command = (name: string, run: () => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(name, () => report(run, log));

  return vscode.Disposable.from(
    command("gloss.nextNote", () => goTo(notes, neighbour(notes, 1))),
    command("gloss.previousNote", () => goTo(notes, neighbour(notes, -1))),
    command("gloss.dismissNotes", () => notes.clear()),
    onNote("gloss.note.open", (place) => goTo(notes, place)),
    onNote("gloss.note.dismiss", ({ note }) => notes.remove(new Set([note.id]))),
    onNote("gloss.note.ask", async (place) => {
      await reveal(notes, place);
      await vscode.commands.executeCommand("gloss.askSelection", { instruction: aboutNote(place.note) });
    }),
    onNote("gloss.note.turnIntoComment", (place) => turnIntoComment(notes, place)),
    vscode.commands.registerCommand("gloss.note.dismissGroup", (row: NoteRow | undefined) => {
      if (row) notes.remove(new Set(notesUnder(notes, row).map(({ note }) => note.id)));
    }),
  );
}

// A link passes an id, the list its row; the command palette passes nothing and means the note at the cursor.
function placeOf(notes: NoteList, target: unknown): Place {
  const place = target === undefined ? atCursor(notes) : notes.find(idOf(target) ?? "");
  if (!place) throw new UserError(vscode.l10n.t("There is no note here. Go to one first."));
  return place;
}

function idOf(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  const row = target as Partial<Extract<NoteRow, { kind: "note" }>> | null; // VS Code passes back what the list gave it
  return row?.note?.id;
}

function atCursor(notes: NoteList): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { uri } = editor.document;
  const note = notes.in(uri).find(({ line }) => line === editor.selection.active.line);
  return note && { uri, note };
}

/** The next or previous note in this file; past its end, in the next file that has some. */
function neighbour(notes: NoteList, step: 1 | -1): Place {
  const editor = vscode.window.activeTextEditor;
  const here = editor?.document.uri.toString();
  const cursor = editor?.selection.active.line ?? 0;
  const isAfter = ({ line }: Note): boolean => (step === 1 ? line > cursor : line < cursor);
  const ordered = (all: readonly Note[]): readonly Note[] => (step === 1 ? all : all.toReversed());
  const files = step === 1 ? notes.files : notes.files.toReversed();
  const at = files.findIndex(({ uri }) => uri.toString() === here);
  const [current] = at < 0 ? [] : files.slice(at, at + 1);
  const further = current && ordered(current.notes).find(isAfter);
  if (current && further) return { uri: current.uri, note: further };
  // From a file without notes, the first file is the next one.
  const [next] = [...files.slice(at + 1), ...files.slice(0, at + 1)];
  const [note] = ordered(next?.notes ?? []);
  if (!next || !note)
    throw new UserError(vscode.l10n.t("There are no notes. Write some on a selection first."));
  return { uri: next.uri, note };
}

async function goTo(notes: NoteList, place: Place): Promise<void> {
  await reveal(notes, place);
  // What is drawn after a line cannot be read out; the hover can.
  await vscode.commands.executeCommand("editor.action.showHover");
}

async function reveal(notes: NoteList, place: Place): Promise<void> {
  const { document, line } = await openAt(notes, place);
  const start = new vscode.Position(line, document.lineAt(line).firstNonWhitespaceCharacterIndex);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
}

/** Opens the file, and finds the note's line in it anew: it may have changed while it was closed. */
async function openAt(
  notes: NoteList,
  { uri, note }: Place,
): Promise<{ readonly document: vscode.TextDocument; readonly line: number }> {
  const document = await vscode.workspace.openTextDocument(uri);
  const line = notes.find(note.id)?.note.line;
  if (line === undefined || line >= document.lineCount) {
    throw new UserError(
      vscode.l10n.t("The line of this note has changed, so the note is gone. Write notes on it again."),
    );
  }
  return { document, line };
}

/** Writes a note as a comment above its line; throws a `UserError` if the note, or the way to write it, is gone. */
export async function turnIntoComment(notes: NoteList, place: Place): Promise<void> {
  const { document, line: at } = await openAt(notes, place);
  const line = document.lineAt(at);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const comment = commentLines(document.languageId, place.note.text, indent);
  if (!comment) throw new UserError(vscode.l10n.t("Files of this kind have no comments."));
  await checkEditable(document);
  if (!isOnlyComment(document.getText(), { languageId: document.languageId, line: at, comment })) {
    throw new UserError(
      vscode.l10n.t(
        "A comment above this line would become a part of the code or of a text. Write it by hand where it fits; the note stays.",
      ),
    );
  }
  const edit = new vscode.WorkspaceEdit();
  edit.insert(place.uri, line.range.start, comment.map((text) => text + lineEnd(document)).join(""));
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new UserError(vscode.l10n.t("The comment could not be written: the file cannot be changed."));
  }
  notes.remove(new Set([place.note.id]));
}
