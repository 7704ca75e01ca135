import * as vscode from "vscode";
import { trackRange, type LineRange } from "./trackRange";

/** Some lines of a document that are followed through its edits until disposed. */
export class TrackedLines implements vscode.Disposable {
  #lines: LineRange;
  readonly #listener: vscode.Disposable;

  constructor(document: vscode.TextDocument, lines: LineRange) {
    this.#lines = lines;
    this.#listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document) return;
      for (const { range, text } of event.contentChanges) {
        const newBreaks = text.split("\n").length - 1;
        this.#lines = trackRange(this.#lines, { start: range.start.line, end: range.end.line, newBreaks });
      }
    });
  }

  get lines(): LineRange {
    return this.#lines;
  }

  dispose(): void {
    this.#listener.dispose();
  }
}
