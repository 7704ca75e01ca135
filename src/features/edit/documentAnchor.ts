import * as vscode from "vscode";
import { Anchor } from "../../edits/anchor";
import { lineEnd } from "../../host/lineEnd";

/** An anchor for a range of a document as it reads now. */
export function anchorAt(document: vscode.TextDocument, range: vscode.Range): Anchor {
  return new Anchor(document.getText(range), document.offsetAt(range.start));
}

/** Moves an anchor with an edit of its document. */
export function moveAnchor(
  anchor: Anchor,
  { document, contentChanges }: vscode.TextDocumentChangeEvent,
): void {
  const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
    offset: rangeOffset,
    length: rangeLength,
    newLength: text.length,
  }));
  anchor.follow(changes, { text: document.getText(), eol: lineEnd(document) });
}

/** The range of a document where an anchor stands. */
export function rangeOf({ offsets }: Anchor, document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(document.positionAt(offsets.start), document.positionAt(offsets.end));
}
