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
  #edited: Attachment | undefined;
  /** What took the place of an attachment; nothing holds on to the old one. */
  readonly #successors = new WeakMap<Attachment, Attachment>();
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

  /** The picture that a person is drawing on: what they cover is not covered before they are done. */
  get edited(): Attachment | undefined {
    return this.#edited && this.current(this.#edited);
  }

  set edited(picture: Attachment | undefined) {
    this.#edited = picture;
  }

  /** What an attachment has become; undefined if it was taken away. */
  current(attachment: Attachment): Attachment | undefined {
    let newest = attachment;
    for (let next: Attachment | undefined = newest; next; next = this.#successors.get(next)) newest = next;
    return this.#content.attachments.includes(newest) ? newest : undefined;
  }

  /** Exchanges one attachment, e.g. for its cropped self; one that was removed meanwhile stays away. */
  replace(old: Attachment, fresh: Attachment): void {
    this.#successors.set(old, fresh);
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
