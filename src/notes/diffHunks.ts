/** One passage of a unified diff. */
export interface DiffHunk {
  /** The line that starts with @@. */
  readonly header: string;
  /** The first line of the passage in the new file, counted from 1. */
  readonly newStart: number;
  /** How many lines of the new file it has. */
  readonly newCount: number;
  /** With their marks: " ", "+", "-", or "\" for "no newline at end of file". */
  readonly lines: readonly string[];
}

/** A line that a change has added; `line` is counted from 0 in the new file. */
export interface AddedLine {
  readonly line: number;
  readonly text: string;
}

const headerForm = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The passages of the unified diff of one file; none for a binary one. */
export function hunksIn(diff: string): DiffHunk[] {
  const hunks: DiffHunk[] = [];
  let open: { header: string; newStart: number; newCount: number; lines: string[]; left: number } | undefined;
  for (const line of diff.split(/\r?\n/)) {
    const match = headerForm.exec(line);
    // Inside a passage, a line that looks like a header is text; the counts say where the passage ends.
    if (match && (!open || open.left <= 0)) {
      const [oldCount, newCount] = [Number(match[2] ?? 1), Number(match[4] ?? 1)];
      open = { header: match[0], newStart: Number(match[3]), newCount, lines: [], left: oldCount + newCount };
      hunks.push(open);
    } else if (open && /^[ +\\-]/.test(line) && (open.left > 0 || line.startsWith("\\"))) {
      open.lines.push(line);
      open.left -= line.startsWith(" ") ? 2 : line.startsWith("\\") ? 0 : 1;
    } else if (open && line === "" && open.left > 0) {
      open.lines.push(" "); // some tools strip the blank of an empty line
      open.left -= 2;
    }
  }
  return hunks.map(({ header, newStart, newCount, lines }) => ({ header, newStart, newCount, lines }));
}

/** The added lines of some passages, with their places in the new file. */
export function addedLines(hunks: readonly DiffHunk[]): AddedLine[] {
  return hunks.flatMap(({ newStart, lines }) => {
    let line = newStart - 1;
    return lines.flatMap((text) => {
      if (text.startsWith("-") || text.startsWith("\\")) return [];
      line += 1;
      return text.startsWith("+") ? [{ line: line - 1, text: text.slice(1) }] : [];
    });
  });
}

/** A new file as one passage that adds all of it. */
export function wholeFileHunk(text: string): DiffHunk {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const newCount = lines.length;
  return {
    header: `@@ -0,0 +1,${String(newCount)} @@`,
    newStart: 1,
    newCount,
    lines: lines.map((line) => `+${line}`),
  };
}

/** Groups passages so that each group has at most so many characters; one that is longer is cut between its lines. */
export function groupHunks(hunks: readonly DiffHunk[], maxCharacters: number): DiffHunk[][] {
  const groups: DiffHunk[][] = [];
  let room = 0;
  for (const hunk of hunks.flatMap((one) => cutHunk(one, maxCharacters))) {
    const size = sizeOf(hunk.lines);
    const group = groups.at(-1);
    if (group && size <= room) group.push(hunk);
    else {
      groups.push([hunk]);
      room = maxCharacters;
    }
    room -= size;
  }
  return groups;
}

/** The text of some passages, as it stands in a diff. */
export function hunksText(hunks: readonly DiffHunk[]): string {
  return hunks.flatMap(({ header, lines }) => [header, ...lines]).join("\n");
}

function cutHunk(hunk: DiffHunk, maxCharacters: number): DiffHunk[] {
  if (sizeOf(hunk.lines) <= maxCharacters) return [hunk];
  const pieces: DiffHunk[] = [];
  let lines: string[] = [];
  let newStart = hunk.newStart;
  let size = 0;
  const close = (): void => {
    const newCount = lines.filter((line) => /^[ +]/.test(line)).length;
    if (lines.length > 0) pieces.push({ header: hunk.header, newStart, newCount, lines });
    newStart += newCount;
    lines = [];
    size = 0;
  };
  for (const line of hunk.lines) {
    if (lines.length > 0 && size + line.length + 1 > maxCharacters) close();
    lines.push(line);
    size += line.length + 1;
  }
  close();
  return pieces;
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
