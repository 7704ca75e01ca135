/**
 * Text from people, files and pictures may contain what the chat format uses as control tokens (`<|turn>`, `<eos>`);
 * llama-server would obey them. They are broken with a zero-width space, which the model reads as plain text.
 */
const opening =
  /<(?=\||[a-z_"]+\|>|(?:pad|eos|bos|unk|mask|s|\/s)>|unused\d+>|__media|(?:start|end)_of_(?:turn|image|audio)>|(?:image|audio)_soft_token>)/gi;
const broken = new RegExp(opening.source.replace("<", "<\u200b"), "gi");

/** Makes `text` safe to stand inside a chat message. */
export function breakControlTokens(text: string): string {
  return text.replace(opening, "<\u200b");
}

/** Undoes `breakControlTokens` in text that the model quotes back. */
export function mendControlTokens(text: string): string {
  return text.replace(broken, "<");
}

/** Longest control token with its zero-width space, and some more. */
const longestBroken = 32;

/** `mendControlTokens` for text that comes in pieces: holds back an end that may be half a token. */
export class MendingStream {
  #held = "";

  /** What can be shown now. */
  push(piece: string): string {
    this.#held += piece;
    const start = this.#held.lastIndexOf("<");
    const isOpen = start >= 0 && this.#held.length - start < longestBroken;
    return this.#take(isOpen ? start : this.#held.length);
  }

  /** What was held back. */
  end(): string {
    return this.#take(this.#held.length);
  }

  #take(length: number): string {
    const ready = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return mendControlTokens(ready);
  }
}
