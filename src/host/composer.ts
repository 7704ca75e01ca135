import type { PlacedCode } from "./editorContext";
import type { Attachment, ContextItem } from "../protocol/conversation";

/** What the next question of the panel will send besides its text. */
export interface ComposerContent {
  /** The code that the question is about. */
  readonly code?: PlacedCode;
  readonly attachments: readonly Attachment[];
  /** Code that a feature or a person put in, in the order it was added. */
  readonly snippets: readonly ContextItem[];
}

/**
 * The question being put together in the panel. Features add to it (a screenshot, a voice note, the code that draws a
 * screen) without knowing the panel; the panel draws it.
 */
export class Composer {
  #content: ComposerContent = { attachments: [], snippets: [] };
  readonly #listeners = new Set<() => void>();

  get content(): ComposerContent {
    return this.#content;
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  attach(...attachments: readonly Attachment[]): void {
    this.#put({ ...this.#content, attachments: [...this.#content.attachments, ...attachments] });
  }

  setCode(code: PlacedCode): void {
    this.#put({ ...this.#content, code });
  }

  /** Exchanges one attachment, e.g. for its cropped self; one that was removed meanwhile stays away. */
  replace(old: Attachment, fresh: Attachment): void {
    const attachments = this.#content.attachments.map((one) => (one === old ? fresh : one));
    this.#put({ ...this.#content, attachments });
  }

  remove(item: Attachment | ContextItem | PlacedCode): void {
    const { code, attachments, snippets } = this.#content;
    this.#put({
      attachments: attachments.filter((one) => one !== item),
      snippets: snippets.filter((one) => one !== item),
      ...(code && code !== item && { code }),
    });
  }

  addSnippets(...snippets: readonly ContextItem[]): void {
    this.#put({ ...this.#content, snippets: [...this.#content.snippets, ...snippets] });
  }

  /** Replaces everything, e.g. with nothing after it was sent. */
  put(content: ComposerContent): void {
    this.#put(content);
  }

  #put(content: ComposerContent): void {
    this.#content = content;
    for (const listener of [...this.#listeners]) listener();
  }
}
