import { followChange, rebase, type OffsetChange, type OffsetRange, type Rebase } from "./rebase";

/** A file after a change: its text, and how its lines end. */
interface FileNow {
  readonly text: string;
  readonly eol: "\n" | "\r\n";
}

/** Text of a file that an edit is about: how it reads, and where it stands through all changes of the file. */
export class Anchor {
  /** What the text was before and after each part of an edit was made. */
  #versions: readonly string[];
  #original: string;
  #offsets: OffsetRange;
  /** All of the text was replaced with what is around it, as by a reload: where it stands now must be looked for. */
  #isLost = false;

  constructor(original: string, start: number) {
    this.#versions = [original];
    this.#original = original;
    this.#offsets = { start, end: start + original.length };
  }

  get original(): string {
    return this.#original;
  }

  /** Where the text stands, or what is there now if it was changed. */
  get offsets(): OffsetRange {
    return this.#offsets;
  }

  /** Moves with changes of the file; an undo or redo of a part of an edit brings back the text that belongs to it. */
  follow(changes: readonly OffsetChange[], { text, eol }: FileNow): void {
    for (const change of changes) {
      const { start, end } = this.#offsets;
      const [from, to] = [change.offset, change.offset + change.length];
      this.#isLost ||= start < end && from <= start && to >= end && to - from > end - start;
      this.#offsets = followChange(this.#offsets, change);
    }
    this.#versions = this.#versions.map((version) => version.replace(/\r?\n/g, eol));
    this.#original = this.#original.replace(/\r?\n/g, eol);
    // The longest first: one version may be the beginning of another.
    for (const version of this.#versions.toSorted((a, b) => b.length - a.length)) {
      const found = this.#find(version, text);
      if (found.kind === "found") {
        this.#place(version, found.offset);
        return;
      }
    }
  }

  /** Where the text stands in the file, or why it cannot be told. */
  locate(text: string): Rebase {
    return this.#find(this.#original, text);
  }

  /** Takes note that the text is now `text` and stands at `start`: a part of an edit was made. */
  moveTo(start: number, text: string): void {
    this.#versions = [...this.#versions, text];
    this.#place(text, start);
  }

  #find(version: string, text: string): Rebase {
    const { start, end } = this.#offsets;
    if (this.#isLost) return rebase(version, text, start);
    // No copy elsewhere, which is not meant where the text itself was typed in. What is put back at its very beginning
    // has moved its start.
    const offset = [start, end - version.length].find((at) => at >= 0 && text.startsWith(version, at));
    return offset === undefined ? { kind: "changed" } : { kind: "found", offset };
  }

  #place(original: string, start: number): void {
    this.#isLost = false;
    this.#original = original;
    this.#offsets = { start, end: start + original.length };
  }
}
