import { isProse } from "./codeSyntax";

/** What became of a possible gutter of line numbers. */
export type GutterResult =
  | { readonly kind: "none" }
  /** Every line had one, in one form, counting up: it can be taken away with nothing else. */
  | { readonly kind: "stripped"; readonly text: string }
  /** Some lines look like it, and it cannot be told for sure. */
  | { readonly kind: "unsure" };

interface Numbered {
  readonly number: number;
  readonly mark: string;
  readonly rest: string;
}

const numbered = /^\s*(?:[Ll](?:ine)?\s?)?(\d{1,6})(\s*[|│┃→›]|\s*:(?=\s|$)|\t|\s*[.)](?=\s)|(?=\s)|$)(.*)$/;

/** Looks for line numbers that a model copied or made up; `original` shows what numbers belong there. */
export function stripGutter(text: string, original: string, languageId: string): GutterResult {
  const lines = text.split("\n");
  const read = lines.map((line) => (line.trim() === "" ? undefined : readNumbered(line, languageId)));
  const filled = lines.flatMap((line, index) => (line.trim() === "" ? [] : [index]));
  const hits = filled.filter((index) => read[index] !== undefined);
  if (hits.length === 0 || looksNumbered(original, languageId)) return { kind: "none" };
  if (hits.length === filled.length && isUniform(lines, read)) {
    return { kind: "stripped", text: withoutPadding(read.map((line) => line?.rest ?? "")).join("\n") };
  }
  return isSuspicious({ lines, filled, read, languageId }) ? { kind: "unsure" } : { kind: "none" };
}

function readNumbered(line: string, languageId: string): Numbered | undefined {
  const match = numbered.exec(line);
  if (!match) return undefined;
  const [, number = "", marked = "", rest = ""] = match;
  const mark = marked.trim() === "" ? (marked.includes("\t") ? "\t" : " ") : marked.trim();
  // Text has lists with numbers.
  if (isProse(languageId) && (mark === "." || mark === ")")) return undefined;
  return { number: Number(number), mark, rest };
}

// One blank after the mark belongs to the gutter if every line has it.
function withoutPadding(lines: readonly string[]): readonly string[] {
  return lines.every((line) => line === "" || line.startsWith(" "))
    ? lines.map((line) => line.slice(1))
    : lines;
}

function looksNumbered(original: string, languageId: string): boolean {
  const filled = original.split("\n").filter((line) => line.trim() !== "");
  return filled.length > 0 && filled.every((line) => readNumbered(line, languageId) !== undefined);
}

// Two lines at least: one number alone may be anything. A line without text may lack the mark.
function isUniform(lines: readonly string[], read: readonly (Numbered | undefined)[]): boolean {
  const all = read.flatMap((line) => line ?? []);
  const [first] = all;
  if (!first || all.length < 2 || lines.length !== all.length) return false;
  const isOneForm = all.every(
    ({ number, mark, rest }, index) =>
      number === first.number + index && (mark === first.mark || (rest === "" && mark === " ")),
  );
  // Blank-separated numbers are also what a table of data looks like.
  return isOneForm && /[|│┃→›:\t]/.test(first.mark) && all.some(({ rest }) => /[A-Za-z]/.test(rest));
}

function isSuspicious({
  lines,
  filled,
  read,
  languageId,
}: {
  readonly lines: readonly string[];
  readonly filled: readonly number[];
  readonly read: readonly (Numbered | undefined)[];
  readonly languageId: string;
}): boolean {
  const [first] = filled;
  const firstLine = first === undefined ? undefined : read[first];
  // A sentence may start with a number.
  const isSentence = isProse(languageId) && firstLine?.mark === " ";
  if (firstLine && !isSentence && /[A-Za-z]/.test(firstLine.rest)) return true;
  const hits = filled.flatMap((index) => {
    const line = read[index];
    return line && line.rest !== "" ? [{ ...line, text: lines[index] ?? "" }] : [];
  });
  const pairs = hits.slice(1).filter(({ number }, index) => number === (hits[index]?.number ?? 0) + 1);
  if (pairs.length < 2) return false;
  // Entries of a table ({ 1: "one", 2: "two" }, steps "1. …") end alike and stand between lines without numbers.
  const isTable =
    hits.every(({ mark }) => mark === ":") && hits.slice(0, -1).every(({ text }) => /,\s*$/.test(text));
  const isList = hits.every(({ mark }) => mark === "." || mark === ")" || mark === " ");
  return !isTable && !(isList && hits.length < filled.length / 2);
}
