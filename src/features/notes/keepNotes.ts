import * as vscode from "vscode";
import type { NoteList } from "../../host/noteList";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import type { Note } from "../../notes/note";
import { noteKinds, type NoteKind } from "../../protocol/note";

const key = "gloss.notes";
const saveMs = 500;

/** Keeps the notes of this workspace from one window to the next, if the person wants that. */
export function keepNotes(
  notes: NoteList,
  { workspaceState }: Pick<Services["extension"], "workspaceState">,
): vscode.Disposable {
  if (readSettings().keepNotes) {
    for (const [uri, kept] of keptNotes(workspaceState.get(key))) notes.restore(uri, kept);
  }
  let timer: NodeJS.Timeout | undefined;
  const save = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const files = notes.files.filter(({ uri }) => uri.scheme !== "untitled");
    const kept = files.map(({ uri, notes: all }) => [uri.toString(), all]);
    // Switched off, nothing of them stays behind.
    const isKept = readSettings().keepNotes && kept.length > 0;
    await workspaceState.update(key, isKept ? kept : undefined);
  };
  const saveSoon = (): void => {
    if (readSettings().keepNotes) timer ??= setTimeout(() => void save(), saveMs); // nobody waits for it
  };
  return vscode.Disposable.from(
    notes.onDidChange(saveSoon),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("gloss.notes")) void save(); // nobody waits for it
    }),
    new vscode.Disposable(() => {
      if (timer) void save(); // the window closes; VS Code writes its state after this
    }),
  );
}

type KeptNote = Omit<Note, "id">;

// An older version may have written something else; what is no note is passed over.
function* keptNotes(stored: unknown): Generator<[vscode.Uri, KeptNote[]]> {
  if (!Array.isArray(stored)) return;
  for (const entry of stored as readonly unknown[]) {
    if (!Array.isArray(entry)) continue;
    const [uri, notes] = entry as readonly unknown[];
    if (typeof uri !== "string" || !Array.isArray(notes)) continue;
    yield [vscode.Uri.parse(uri), (notes as readonly unknown[]).filter(isKeptNote)];
  }
}

function isKeptNote(value: unknown): value is KeptNote {
  const { quote, kind, text, line, lineText } = (value ?? {}) as Record<keyof KeptNote, unknown>;
  return (
    [quote, text, lineText].every((field) => typeof field === "string") &&
    noteKinds.includes(kind as NoteKind) &&
    Number.isInteger(line) &&
    Number(line) >= 0
  );
}
