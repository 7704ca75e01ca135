/** One fenced block of a Markdown text. */
export interface FencedBlock {
  /** First word after the opening fence, in lower case; empty if there is none. */
  readonly tag: string;
  /** Its lines without the fences; no line break at the end. */
  readonly text: string;
  /** False if the text ends before the closing fence. */
  readonly isClosed: boolean;
}

/** The blocks of a text, and the prose around them. */
export interface Blocks {
  readonly blocks: readonly FencedBlock[];
  readonly prose: string;
}

/** Splits Markdown into fenced blocks and prose, as CommonMark does; line breaks become "\n". */
export function fencedBlocks(markdown: string): Blocks {
  const blocks: FencedBlock[] = [];
  const prose: string[] = [];
  let open:
    | { readonly marks: string; readonly indent: number; readonly tag: string; readonly lines: string[] }
    | undefined;
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    if (open) {
      if (closes(line, open.marks)) {
        blocks.push({ tag: open.tag, text: open.lines.join("\n"), isClosed: true });
        open = undefined;
      } else open.lines.push(withoutIndent(line, open.indent));
      continue;
    }
    const fence = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})\s*(\S*)/.exec(line);
    if (!fence) {
      prose.push(line);
      continue;
    }
    const [, indent = "", marks = "", tag = ""] = fence;
    open = { marks, indent: indent.length, tag: tag.toLowerCase(), lines: [] };
  }
  if (open) blocks.push({ tag: open.tag, text: open.lines.join("\n"), isClosed: false });
  return { blocks, prose: prose.join("\n").trim() };
}

/** Lines that could open or close a fence. */
export function fenceLines(text: string): number {
  return text.split("\n").filter((line) => /^\s*(`{3}|~{3})/.test(line)).length;
}

function closes(line: string, marks: string): boolean {
  const trimmed = line.trimEnd();
  const body = trimmed.trimStart();
  return (
    trimmed.length - body.length <= 3 &&
    body.length >= marks.length &&
    body === marks.charAt(0).repeat(body.length)
  );
}

// An indented fence takes its indentation from its lines, as far as they have it.
function withoutIndent(line: string, indent: number): string {
  let cut = 0;
  while (cut < indent && line[cut] === " ") cut += 1;
  return line.slice(cut);
}
