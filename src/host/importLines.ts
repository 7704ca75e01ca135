/** A line of a file that brings in names from elsewhere; `line` is counted from 0. */
export interface ImportLine {
  readonly line: number;
  readonly text: string;
}

const maxLines = 40;
const singleLine =
  /^\s*(import\b|from\s+\S+\s+import\b|#\s*include\b|using\s+[\w.:]+|use\s+[\w:]+|require\b|(?:const|let|var)\b.*=\s*require\()/;

/** The import lines at the top of a file, in any of the common languages; blocks in brackets are taken whole. */
export function importLines(text: string): ImportLine[] {
  const found: ImportLine[] = [];
  let closing: string | undefined;
  for (const [line, content] of text.split(/\r?\n/).entries()) {
    if (found.length >= maxLines) break;
    if (closing === undefined && !singleLine.test(content)) continue;
    found.push({ line, text: content });
    closing = closingAfter(content, closing);
  }
  return found;
}

function closingAfter(line: string, open: string | undefined): string | undefined {
  if (open !== undefined) return line.includes(open) ? undefined : open;
  if (/\{[^}]*$/.test(line)) return "}";
  return /\([^)]*$/.test(line) ? ")" : undefined;
}
