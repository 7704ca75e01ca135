/** True for a line (from 0) whose text is content: of a block scalar in YAML, or of a here-document. */
export function isInTextBlock(lines: readonly string[], line: number, languageId: string): boolean {
  if (yaml.has(languageId)) return isInBlockScalar(lines, line);
  const opening = heredocs[languageId];
  return opening !== undefined && isInHeredoc(lines, line, opening);
}

const yaml = new Set(["yaml", "dockercompose", "github-actions-workflow"]);
/** A value that is only the mark of a block scalar, with its options and a comment. */
const scalarStart = /(?:^|[\s:-])[|>](?:[+-]?[1-9]?|[1-9][+-])[ \t]*(?:\s#.*)?$/;

function isInBlockScalar(lines: readonly string[], line: number): boolean {
  const indentAt = (at: number): number => /^ */.exec(lines[at] ?? "")?.[0].length ?? 0;
  const isBlank = (at: number): boolean => (lines[at] ?? "").trim() === "";
  for (let at = 0; at < line; at += 1) {
    if (isBlank(at) || !scalarStart.test(lines[at] ?? "")) continue;
    const parent = indentAt(at);
    let end = at + 1;
    while (end < lines.length && (isBlank(end) || indentAt(end) > parent)) end += 1;
    if (line < end) return true;
    at = end - 1;
  }
  return false;
}

/** The opening of a here-document; its last group is the word that ends it. */
const shell = /(?<!<)<<[-~]?\s*(["']?)(\w+)\1/;
const tight = /(?<!<)<<[-~]?(["'`]?)([A-Za-z_]\w*)\1/;
const heredocs: Readonly<Partial<Record<string, RegExp>>> = {
  shellscript: shell,
  dockerfile: shell,
  ruby: tight,
  perl: tight,
  terraform: tight,
  hcl: tight,
  php: /<<<\s*(["']?)([A-Za-z_]\w*)\1/,
};

function isInHeredoc(lines: readonly string[], line: number, opening: RegExp): boolean {
  for (let at = 0; at < line; at += 1) {
    const word = opening.exec(lines[at] ?? "")?.at(-1);
    if (word === undefined) continue;
    const end = lines.findIndex((text, index) => index > at && endsWith(text, word));
    if (end < 0) continue; // a shift, not a document
    if (line <= end) return true;
    at = end;
  }
  return false;
}

// In PHP, code may follow the word.
function endsWith(line: string, word: string): boolean {
  return line.trim().replace(/[;,)\]].*$/, "") === word;
}
