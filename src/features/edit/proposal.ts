import * as vscode from "vscode";
import { followChange, rebase, type OffsetRange } from "../../edits/rebase";
import { hunksBetween, type Hunk } from "../../edits/hunks";
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

/** One proposed edit while it is looked at: the text that it replaces, where that stands now, and the new text. */
export class Proposal {
  readonly place: EditPlace;
  /** The document that shows the file as it would be. */
  readonly uri: vscode.Uri;
  #original: string;
  #offsets: OffsetRange;
  #state: ProposalState = { kind: "streaming", shown: "", previous: undefined };

  constructor(id: number, place: EditPlace) {
    this.place = place;
    const target = place.kind === "range" ? place.document.uri : place.uri;
    this.uri = vscode.Uri.from({ scheme: proposalScheme, path: target.path, query: String(id) });
    this.#original = place.kind === "range" ? place.document.getText(place.range) : "";
    this.#offsets =
      place.kind === "range"
        ? { start: place.document.offsetAt(place.range.start), end: place.document.offsetAt(place.range.end) }
        : { start: 0, end: 0 };
    this.#state = { kind: "streaming", shown: this.#original, previous: undefined };
  }

  get state(): ProposalState {
    return this.#state;
  }

  get original(): string {
    return this.#original;
  }

  put(state: ProposalState): void {
    this.#state = state;
  }

  /** Moves with an edit of the file. */
  follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { rangeOffset, rangeLength, text } of changes)
      this.#offsets = followChange(this.#offsets, {
        offset: rangeOffset,
        length: rangeLength,
        newLength: text.length,
      });
  }

  /** The changes between the text that is replaced and the new one. */
  hunks(): readonly Hunk[] {
    return this.#state.kind === "ready" ? hunksBetween(this.#original, this.#state.newText) : [];
  }

  /** The whole file as it would be. */
  fileText(): string {
    const newText = this.#state.kind === "ready" ? this.#state.newText : this.#state.shown;
    if (this.place.kind === "newFile") return newText;
    const text = this.place.document.getText();
    return text.slice(0, this.#offsets.start) + newText + text.slice(this.#offsets.end);
  }

  /** Offset in the file at which the replaced text stands now, or why it cannot be told. */
  locate(document: vscode.TextDocument): ReturnType<typeof rebase> {
    return rebase(this.#original, document.getText(), this.#offsets.start);
  }

  /** Follows the line ends of the file, which the person may have switched since. */
  adoptLineEnds(): void {
    if (this.place.kind === "newFile") return;
    const eol = this.place.document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n";
    const withEol = (text: string): string => text.replace(/\r?\n/g, eol);
    this.#original = withEol(this.#original);
    if (this.#state.kind === "ready") this.#state = { ...this.#state, newText: withEol(this.#state.newText) };
  }

  /** Takes note that the replaced text is now `text` and stands at `offset`: a part of the changes was made. */
  moveTo(offset: number, text: string): void {
    this.#original = text;
    this.#offsets = { start: offset, end: offset + text.length };
  }

  /** The place with the range where it stands now. */
  placeNow(): EditPlace {
    if (this.place.kind === "newFile") return this.place;
    const { document } = this.place;
    const range = new vscode.Range(
      document.positionAt(this.#offsets.start),
      document.positionAt(this.#offsets.end),
    );
    return { kind: "range", document, range };
  }

  /** First line of the range in the file, from 0. */
  startLine(): number {
    return this.place.kind === "range" ? this.place.document.positionAt(this.#offsets.start).line : 0;
  }
}
