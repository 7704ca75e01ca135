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
