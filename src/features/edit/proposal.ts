import * as vscode from "vscode";
import { Anchor } from "../../edits/anchor";
import { rebase } from "../../edits/rebase";
import { hunksBetween, type Hunk } from "../../edits/hunks";
import { lineEnd } from "../../host/lineEnd";
import { anchorAt, moveAnchor, rangeOf } from "./documentAnchor";
import type { EditWish } from "../../prompt/edit";
import type { Turn } from "../../protocol/conversation";

/** The scheme of the documents that show a file as it would be. */
export const proposalScheme = "gloss-proposal";

/** Where an edit goes: a range of a document, or a file that is not there yet. */
export type EditPlace =
  | { readonly kind: "range"; readonly document: vscode.TextDocument; readonly range: vscode.Range }
  | {
      readonly kind: "newFile";
      readonly uri: vscode.Uri;
      readonly languageId: string;
      /** The file whose indentation it takes over. */
      readonly like: vscode.Uri;
    };

/** How a proposal can be asked for again; absent for one that came from an answer. */
interface Origin {
  readonly wish: EditWish;
  /** The exchanges so far; the last one gave what is shown. */
  readonly turns: readonly Turn[];
}

export type ProposalState =
  /** `shown` is what there is of the answer, laid over the old text; `previous` comes back if nothing comes of it. */
  { readonly kind: "streaming"; readonly shown: string; readonly previous: Ready | undefined } | Ready;

interface Ready {
  readonly kind: "ready";
  readonly newText: string;
  readonly origin: Origin | undefined;
}

/** One edit from when it is asked for: the text that it replaces, where that stands now, and the new text. */
export class Proposal {
  readonly place: EditPlace;
  /** The document that shows the file as it would be. */
  readonly uri: vscode.Uri;
  /** The document that was in front when it was asked for. */
  readonly askedIn: vscode.TextDocument | undefined;
  readonly #anchor: Anchor;
  #state: ProposalState;

  constructor(id: number, place: EditPlace) {
    this.place = place;
    this.askedIn = vscode.window.activeTextEditor?.document;
    const target = place.kind === "range" ? place.document.uri : place.uri;
    this.uri = vscode.Uri.from({ scheme: proposalScheme, path: target.path, query: String(id) });
    this.#anchor = place.kind === "range" ? anchorAt(place.document, place.range) : new Anchor("", 0);
    this.#state = { kind: "streaming", shown: this.original, previous: undefined };
  }

  get state(): ProposalState {
    return this.#state;
  }

  get original(): string {
    return this.#anchor.original;
  }

  put(state: ProposalState): void {
    const isForFile = state.kind === "ready" && this.place.kind === "range";
    // The person may have switched the file's line ends since it was sent.
    this.#state = isForFile
      ? { ...state, newText: state.newText.replace(/\r?\n/g, lineEnd(this.place.document)) }
      : state;
  }

  /** Moves with an edit of the file. */
  follow(change: vscode.TextDocumentChangeEvent): void {
    moveAnchor(this.#anchor, change);
    this.put(this.#state);
  }

  /** The changes between the text that is replaced and the new one. */
  hunks(): readonly Hunk[] {
    return this.#state.kind === "ready" ? hunksBetween(this.original, this.#state.newText) : [];
  }

  /** The whole file as it would be. */
  fileText(): string {
    const newText = this.#state.kind === "ready" ? this.#state.newText : this.#state.shown;
    if (this.place.kind === "newFile") return newText;
    const text = this.place.document.getText();
    const { start, end } = this.#anchor.offsets;
    return text.slice(0, start) + newText + text.slice(end);
  }

  /** Offset in the file at which the replaced text stands now, or why it cannot be told. */
  locate(document: vscode.TextDocument): ReturnType<typeof rebase> {
    const text = document.getText();
    const isFollowed = this.place.kind === "range" && this.place.document === document;
    // One that was opened anew may have changed unseen.
    return isFollowed ? this.#anchor.locate(text) : rebase(this.original, text, this.#anchor.offsets.start);
  }

  /** Takes note that the replaced text is now `text` and stands at `offset`: a part of the changes was made. */
  moveTo(offset: number, text: string): void {
    this.#anchor.moveTo(offset, text);
  }

  /** The place with the range where it stands now. */
  placeNow(): EditPlace {
    if (this.place.kind === "newFile") return this.place;
    const { document } = this.place;
    return { kind: "range", document, range: rangeOf(this.#anchor, document) };
  }

  /** First line of the range in the file, from 0. */
  startLine(): number {
    return this.place.kind === "range" ? this.place.document.positionAt(this.#anchor.offsets.start).line : 0;
  }
}
