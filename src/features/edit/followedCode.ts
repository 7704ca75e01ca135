import * as vscode from "vscode";
import type { Anchor } from "../../edits/anchor";
import { codeIn, type CodeUnderCursor } from "../../host/editorContext";
import { UserError } from "../../host/userError";
import { anchorAt, moveAnchor, rangeOf } from "./documentAnchor";

/** Selected code, followed through the edits of its document: an input box stays open while a person types elsewhere. */
export class FollowedCode implements vscode.Disposable {
  readonly #document: vscode.TextDocument;
  readonly #anchor: Anchor;
  readonly #listener: vscode.Disposable;

  constructor(document: vscode.TextDocument, { range }: CodeUnderCursor) {
    this.#document = document;
    this.#anchor = anchorAt(document, range);
    this.#listener = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document) moveAnchor(this.#anchor, change);
    });
  }

  /** The same code where it stands now; throws `UserError` if it was changed. */
  now(): CodeUnderCursor {
    const range = rangeOf(this.#anchor, this.#document);
    if (this.#document.getText(range) !== this.#anchor.original) throw changedError();
    return { range, code: codeIn(this.#document, range) };
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

/** What is said where the code is not the same any more. */
export function changedError(): UserError {
  return new UserError(vscode.l10n.t("The code was changed since it was sent. Select it and ask again."));
}
