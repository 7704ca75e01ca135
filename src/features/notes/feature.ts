import * as vscode from "vscode";
import { codeUnderCursor } from "../../host/editorContext";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { leftOutText } from "../../host/wordAnswer";
import { abortSignalOf } from "../../host/abortSignalOf";
import { annotate } from "./annotate";
import { keepNotes } from "./keepNotes";
import { registerNoteCommands } from "./noteCommands";
import { drawNotes } from "./noteDecorations";
import { wordCounts } from "./noteText";
import { openNoteTree } from "./noteTree";

/** Notes in the margin of the code, by the model. */
export function registerNotes(
  services: Pick<Services, "engine" | "notes" | "log" | "extension">,
): vscode.Disposable {
  const { notes, log, extension } = services;
  const tree = openNoteTree(notes, extension);
  /** Files on which notes are being written. */
  const busy = new Set<string>();

  const annotateRange = async (document: vscode.TextDocument, range: vscode.Range): Promise<void> => {
    const file = document.uri.toString();
    if (busy.has(file)) throw new UserError(vscode.l10n.t("Notes are being written on this file already."));
    busy.add(file);
    try {
      const { leftOut, isStopped, ...written } = await withProgress((options) =>
        annotate(services, { document, range }, options),
      );
      const counts = wordCounts(written);
      tree.message = written.unplaced + written.cut + written.tooLong > 0 ? counts : "";
      if (written.placed === 0 && !isStopped)
        throw new UserError(vscode.l10n.t("No notes were written: {0}.", counts));
      const words = leftOut.length === 0 ? counts : `${counts} · ${leftOutText(leftOut)}`;
      vscode.window.setStatusBarMessage(`$(note) ${words.replaceAll("`", "")}`, 8_000);
    } finally {
      busy.delete(file);
    }
  };

  return vscode.Disposable.from(
    tree,
    drawNotes(notes, extension.extensionUri),
    notes.onDidChange(() => {
      void vscode.commands.executeCommand("setContext", "gloss.hasNotes", notes.files.length > 0); // cannot fail
    }),
    // After all that draws: it brings back the notes of the last window.
    keepNotes(notes, extension),
    registerNoteCommands(services),
    vscode.commands.registerCommand("gloss.annotateSelection", () =>
      report(async () => {
        const editor = activeEditor();
        await annotateRange(editor.document, (await codeUnderCursor(editor)).range);
      }, log),
    ),
    vscode.commands.registerCommand("gloss.annotateFile", () =>
      report(() => {
        const { document } = activeEditor();
        const last = document.lineAt(document.lineCount - 1);
        return annotateRange(document, new vscode.Range(new vscode.Position(0, 0), last.range.end));
      }, log),
    ),
  );
}

function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError(vscode.l10n.t("Open a file and select some code first."));
  return editor;
}

function withProgress<T>(
  work: (options: {
    readonly signal: AbortSignal;
    readonly onProgress: (message: string) => void;
  }) => Promise<T>,
): Thenable<T> {
  const title = vscode.l10n.t("Writing notes");
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) =>
    work({ signal: abortSignalOf(token), onProgress: (message) => progress.report({ message }) }),
  );
}
