import * as vscode from "vscode";
import type { NoteList } from "../../host/noteList";
import type { Note } from "../../notes/note";
import { noteKinds, type NoteKind } from "../../protocol/note";
import { kindsBySeverity, marginText, noteHover } from "./noteText";

/** Lines drawn beyond what is on screen; a file with hundreds of notes costs no more than one with a few. */
const marginLines = 150;
const redrawMs = 40;

/** Draws notes after their lines and in the gutter of every visible editor, and gives their full text on hover. */
export function drawNotes(notes: NoteList, extensionUri: vscode.Uri): vscode.Disposable {
  const types = new Map(noteKinds.map((kind) => [kind, decorationType(kind, extensionUri)]));
  const drawn = new WeakMap<vscode.TextEditor, vscode.Range>();
  const draw = (editor: vscode.TextEditor): void => {
    const span = drawnSpan(editor);
    const lines = byLine(notes.in(editor.document.uri), editor.document, span);
    for (const [kind, type] of types) {
      const ofKind = lines.filter((onLine) => mostSevere(onLine) === kind);
      editor.setDecorations(
        type,
        ofKind.map((onLine) => decoration(onLine, editor.document)),
      );
    }
    drawn.set(editor, span);
  };
  let timer: NodeJS.Timeout | undefined;
  const drawSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const editor of vscode.window.visibleTextEditors) draw(editor);
    }, redrawMs);
  };
  drawSoon();
  return vscode.Disposable.from(
    ...types.values(),
    new vscode.Disposable(() => clearTimeout(timer)),
    notes.onDidChange(drawSoon),
    vscode.window.onDidChangeVisibleTextEditors(drawSoon),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      const span = drawn.get(textEditor);
      if (!visibleRanges.every((range) => span?.contains(range))) drawSoon();
    }),
    vscode.languages.registerHoverProvider("*", {
      provideHover: ({ uri }, { line }) => {
        const here = notes.in(uri).filter((note) => note.line === line);
        return here.length === 0 ? undefined : new vscode.Hover(here.flatMap(noteHover));
      },
    }),
  );
}

function decorationType(kind: NoteKind, extensionUri: vscode.Uri): vscode.TextEditorDecorationType {
  const icon = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(extensionUri, "media", "notes", `${kind}-${theme}.svg`);
  return vscode.window.createTextEditorDecorationType({
    // Typing at the end of the line must not pull the note apart.
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    // High contrast themes count as dark or light too.
    light: { gutterIconPath: icon("light") },
    dark: { gutterIconPath: icon("dark") },
    gutterIconSize: "80%",
    after: {
      color: new vscode.ThemeColor("editorCodeLens.foreground"),
      margin: "0 0 0 3ch",
      // In high contrast, where the colour is that of code, this tells it from code.
      fontStyle: "italic",
    },
  });
}

function decoration(onLine: readonly Note[], document: vscode.TextDocument): vscode.DecorationOptions {
  const line = Math.min(onLine[0]?.line ?? 0, document.lineCount - 1);
  const { end } = document.lineAt(line).range;
  return {
    range: new vscode.Range(end, end),
    renderOptions: { after: { contentText: marginText(onLine) } },
  };
}

// Of several kinds on one line, the gravest is shown in the gutter.
function mostSevere(onLine: readonly Note[]): NoteKind | undefined {
  return kindsBySeverity.find((kind) => onLine.some((note) => note.kind === kind));
}

function drawnSpan({ visibleRanges, document }: vscode.TextEditor): vscode.Range {
  const first = Math.min(...visibleRanges.map(({ start }) => start.line), document.lineCount - 1);
  const last = Math.max(...visibleRanges.map(({ end }) => end.line), 0);
  return new vscode.Range(Math.max(0, first - marginLines), 0, last + marginLines, 0);
}

function byLine(notes: readonly Note[], document: vscode.TextDocument, span: vscode.Range): Note[][] {
  const lines = new Map<number, Note[]>();
  for (const note of notes) {
    if (note.line < span.start.line || note.line > span.end.line || note.line >= document.lineCount) continue;
    const onLine = lines.get(note.line);
    if (onLine) onLine.push(note);
    else lines.set(note.line, [note]);
  }
  return [...lines.values()];
}
