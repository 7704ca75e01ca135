import { scanCode } from "./codeScan";
import { lineDiff } from "./lineDiff";
import type { EditTarget, IndentStyle } from "./verdict";

/**
 * Gives a model's code the indentation of the text that it replaces: its base level, its tabs or spaces and their
 * number. Lines that are the same as before keep their bytes, also where the file mixes styles.
 */
export function restoreIndentation(text: string, target: EditTarget): string {
  const lead = target.before.slice(target.before.lastIndexOf("\n") + 1);
  const [first = "", ...later] = target.original.split(/\r\n|\r|\n/);
  const isIndentLead = lead.trim() === "";
  const original = isIndentLead
    ? [lead + first, ...later]
    : [leadingSpace(lead) + first.trimStart(), ...later];
  const lines = text.split("\n");
  const inString = scanCode(text, target.languageId).linesInString;
  const pairs = samePairs(original, lines);
  const style = styleOf(original, styleOf(nearby(target), target.indent));
  // Lines inside a long string start where they like.
  const { linesInString } = scanCode(original.join("\n"), target.languageId);
  const base = leastIndent(original.filter((_, index) => !linesInString.has(index)));
  const frame = { base, style, original, pairs, inString };
  const [head = "", ...rest] = keepSameLines(shiftedLines(lines, frame), frame);
  if (lead === "") return [head, ...rest].join("\n");
  // The range starts within its line: what stands before it stays where it is.
  const own =
    isIndentLead && head.startsWith(lead) ? head.slice(lead.length) : leadingSpace(first) + head.trimStart();
  return [own, ...rest].join("\n");
}

/** Lines around the range, which show how the file is indented where the range itself does not. */
function nearby({ before, original, after }: EditTarget): string[] {
  return [before.slice(-8_000), original.slice(0, 8_000), after.slice(0, 8_000)].join("").split(/\r\n|\r|\n/);
}

/** The white space at the start of a line. */
export function leadingSpace(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** The style that some lines show, or `fallback` if they show none. */
function styleOf(lines: readonly string[], fallback: IndentStyle): IndentStyle {
  const leads = lines.filter((line) => line.trim() !== "").map(leadingSpace);
  const tabs = leads.filter((lead) => lead.startsWith("\t")).length;
  const spaces = leads.filter((lead) => lead.startsWith("  ")).length;
  if (tabs === 0 && spaces === 0) return fallback;
  if (tabs >= spaces) return { kind: "tabs" };
  const size = unitOf(lines);
  if (size !== undefined) return { kind: "spaces", size };
  return fallback.kind === "spaces" ? fallback : { kind: "spaces", size: 4 };
}

interface Frame {
  readonly base: string;
  readonly style: IndentStyle;
  readonly original: readonly string[];
  /** For each line of the answer, the line of the original that is the same but for its indentation. */
  readonly pairs: ReadonlyMap<number, string>;
  /** Lines of the answer that begin inside a string. */
  readonly inString: ReadonlySet<number>;
}

function shiftedLines(lines: readonly string[], frame: Frame): string[] {
  const { base, style, inString } = frame;
  const code = lines.filter((line, index) => line.trim() !== "" && !inString.has(index));
  const firstIndex = lines.findIndex((line) => line.trim() !== "");
  const lacksFirst = lacksFirstIndent(lines, code, frame);
  const least = lacksFirst ? width(base) : Math.min(...code.map((line) => width(leadingSpace(line))));
  const unit = answerUnit(lines, least, frame);
  return lines.map((line, index) => {
    if (line.trim() === "") return "";
    const lead = leadingSpace(line);
    if (inString.has(index) && width(lead) < least) return line;
    const columns = index === firstIndex && lacksFirst ? 0 : width(lead) - least;
    return base + indentOf(columns, unit, style) + line.slice(lead.length);
  });
}

// A selection that starts after the indentation of its first line is often answered in the same form.
function lacksFirstIndent(
  lines: readonly string[],
  code: readonly string[],
  { base, original, pairs }: Frame,
): boolean {
  const [first = "", ...later] = code;
  if (later.length === 0 || base === "" || leadingSpace(first) !== "") return false;
  const originalLater = original.slice(1).filter((line) => line.trim() !== "");
  const laterWidth = width(leastIndent(later));
  if (originalLater.length === 0 || laterWidth < width(base)) return false;
  const shared = [...pairs].filter(
    ([index, before]) => before.trim() !== "" && leadingSpace(lines[index] ?? "") !== "",
  );
  if (shared.length === 0) return laterWidth === width(leastIndent(originalLater));
  // With tabs and wide steps, one line may fit both readings; all together fit one.
  return shared.every(
    ([index, before]) => width(leadingSpace(lines[index] ?? "")) === width(leadingSpace(before)),
  );
}

// Levels are translated; what is left over is alignment, and stays spaces.
function indentOf(columns: number, unit: number, style: IndentStyle): string {
  const levels = Math.floor(columns / unit);
  const rest = " ".repeat(columns % unit);
  return (style.kind === "tabs" ? "\t".repeat(levels) : " ".repeat(levels * style.size)) + rest;
}

/** Columns of one level in the answer. Lines that it shares with the original tell more than steps between lines. */
function answerUnit(
  lines: readonly string[],
  least: number,
  { style, base, pairs, inString }: Frame,
): number {
  const own = style.kind === "tabs" ? 4 : style.size;
  const deep = [...pairs].filter(([, before]) => width(leadingSpace(before)) > width(base));
  const equal = deep.filter(
    ([index, before]) =>
      width(leadingSpace(lines[index] ?? "")) - least === width(leadingSpace(before)) - width(base),
  );
  if (equal.length * 2 > deep.length) return own;
  return unitOf(lines.filter((_, index) => !inString.has(index))) ?? own;
}

/** Columns of one level: the least step between two lines, if the others are multiples. A tab counts as four. */
function unitOf(lines: readonly string[]): number | undefined {
  const widths = lines
    .filter((line) => line.trim() !== "" && !/^\s*\*/.test(line))
    .map((line) => width(leadingSpace(line)));
  const steps = widths.slice(1).flatMap((next, index) => {
    const step = next - (widths[index] ?? 0);
    return step > 1 ? [step] : [];
  });
  if (steps.length === 0) return undefined;
  const least = Math.min(...steps);
  const regular = steps.filter((step) => step % least === 0).length;
  return least <= 8 && regular * 3 >= steps.length * 2 ? least : undefined;
}

function samePairs(original: readonly string[], lines: readonly string[]): Map<number, string> {
  const pairs = new Map<number, string>();
  const bare = (all: readonly string[]): string[] => all.map((line) => line.trim());
  let old = 0;
  let now = 0;
  for (const { kind, count } of lineDiff(bare(original), bare(lines))) {
    if (kind === "same")
      for (let index = 0; index < count; index += 1) pairs.set(now + index, original[old + index] ?? "");
    if (kind !== "added") old += count;
    if (kind !== "removed") now += count;
  }
  return pairs;
}

function keepSameLines(lines: readonly string[], { pairs, style }: Frame): string[] {
  const unit = style.kind === "tabs" ? 4 : style.size;
  return lines.map((line, index) => {
    const before = pairs.get(index);
    if (before === undefined) return line;
    // A line that moved a level in or out has changed.
    const moved = Math.abs(width(leadingSpace(before)) - width(leadingSpace(line)));
    return moved < unit ? before : line;
  });
}

function leastIndent(lines: readonly string[]): string {
  const leads = lines.filter((line) => line.trim() !== "").map(leadingSpace);
  return leads.reduce((least, next) => (width(next) < width(least) ? next : least), leads[0] ?? "");
}

function width(lead: string): number {
  return Array.from(lead).reduce((sum, char) => sum + (char === "\t" ? 4 : 1), 0);
}
