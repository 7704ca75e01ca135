let words: Readonly<Record<string, string>> = {};

export function setWords(all: Readonly<Record<string, string>>): void {
  words = all;
}

/** A text of the panel in the editor's language, by its key in the host's table; `{0}` is replaced by `value`. */
export function word(key: string, value?: string | number): string {
  const text = words[key] ?? key;
  return value === undefined ? text : text.replace("{0}", String(value));
}
