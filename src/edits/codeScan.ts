import { syntaxOf, type Syntax } from "./codeSyntax";

/** Offsets in a text, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A comment with its marks; `text` is without them. */
interface Comment extends Span {
  readonly text: string;
}

/** What a rough reading of some code finds; it needs no grammar and takes broken code too. */
export interface CodeScan {
  /** In order. */
  readonly comments: readonly Comment[];
  /** Strings with their quotes, in order; a template with code in it is several. */
  readonly strings: readonly Span[];
  /** The code with comments removed and every string kept. */
  readonly withoutComments: string;
  /** Brackets without a partner: closing ones, a bar, opening ones. "|" for balanced code. */
  readonly openBrackets: string;
  /** Lines (from 0) that begin inside a string; their indentation is content. */
  readonly linesInString: ReadonlySet<number>;
  /** True if a comment or a string of several lines is never closed. */
  readonly endsInside: boolean;
}

/** Reads code without a grammar: comments, strings, brackets. */
export function scanCode(text: string, languageId: string): CodeScan {
  return new Scanner(text, syntaxOf(languageId)).run();
}

const closerOf: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "${": "}" };
const openerOf: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
/** An address without quotes, whose slashes are no comment. */
const urlStart = /(?<![\w-])url\(\s*(?!["'\s])[^)\n]*\)/iy;

class Scanner {
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #comments: Comment[] = [];
  readonly #open: string[] = [];
  readonly #strings: Span[] = [];
  #unmatched = "";
  #kept = "";
  #at = 0;
  #endsInside = false;

  constructor(text: string, syntax: Syntax) {
    this.#text = text;
    this.#syntax = syntax;
  }

  run(): CodeScan {
    while (this.#at < this.#text.length) {
      const isTaken =
        this.#comment() || this.#longString() || this.#string() || this.#regex() || this.#bracket();
      if (!isTaken) this.#keepTo(this.#at + 1);
    }
    return {
      comments: this.#comments,
      strings: this.#strings,
      withoutComments: this.#kept,
      openBrackets: `${this.#unmatched}|${this.#open.join("")}`,
      linesInString: this.#linesInString(),
      endsInside: this.#endsInside,
    };
  }

  #comment(): boolean {
    const block = this.#syntax.block.find(([mark]) => this.#text.startsWith(mark, this.#at));
    if (!block) return this.#lineComment();
    const [open, close] = block;
    const end = this.#blockEnd(open, close);
    this.#endsInside ||= end === undefined;
    return this.#takeComment(open.length, end ?? this.#text.length, end === undefined ? 0 : close.length);
  }

  #lineComment(): boolean {
    const mark = this.#match(this.#syntax.line);
    return mark !== undefined && this.#takeComment(mark.length, this.#lineEnd(), 0);
  }

  #takeComment(openLength: number, end: number, closeLength: number): true {
    const text = this.#text.slice(this.#at + openLength, end - closeLength).trim();
    this.#comments.push({ start: this.#at, end, text });
    this.#at = end;
    return true;
  }

  #lineEnd(): number {
    let end = this.#indexOf("\n", this.#at) ?? this.#text.length;
    while (this.#syntax.hasContinuedLines && this.#text[end - 1] === "\\" && end < this.#text.length)
      end = this.#indexOf("\n", end + 1) ?? this.#text.length;
    return end;
  }

  #blockEnd(open: string, close: string): number | undefined {
    if (!this.#syntax.hasNestedBlocks) {
      const end = this.#indexOf(close, this.#at + open.length);
      return end === undefined ? undefined : end + close.length;
    }
    let depth = 0;
    for (let at = this.#at; at < this.#text.length; at += 1) {
      const isOpen = this.#text.startsWith(open, at);
      if (!isOpen && !this.#text.startsWith(close, at)) continue;
      depth += isOpen ? 1 : -1;
      at += isOpen ? open.length - 1 : close.length - 1;
      if (depth === 0) return at + 1;
    }
    return undefined;
  }

  #longString(): boolean {
    if (this.#syntax.hasTemplates && this.#text[this.#at] === "`") {
      this.#template(this.#at + 1);
      return true;
    }
    const url = this.#syntax.hasUrls ? this.#match(urlStart) : undefined;
    if (url !== undefined) {
      this.#keepString(this.#at + url.length);
      return true;
    }
    const quotes = this.#syntax.longQuotes.find(([open]) => this.#text.startsWith(open, this.#at));
    if (!quotes) return false;
    const end = this.#longStringEnd(quotes);
    this.#endsInside ||= end === undefined;
    this.#keepString(end ?? this.#text.length);
    return true;
  }

  #longStringEnd([open, close]: readonly [string, string]): number | undefined {
    for (let at = this.#at + open.length; at < this.#text.length; at += 1) {
      if (this.#text.startsWith(close, at)) return at + close.length;
      if (this.#syntax.hasEscapesInLongStrings && this.#text[at] === "\\") at += 1;
    }
    return undefined;
  }

  // From inside a template to its end, or to the code in it.
  #template(from: number): void {
    const stop = /(?:\\[\s\S]|[^\\`$]|\$(?!\{))*/y;
    stop.lastIndex = from;
    stop.test(this.#text);
    const end = stop.lastIndex;
    if (this.#text[end] === "$") {
      this.#open.push("${");
      this.#keepString(end + 2);
      return;
    }
    this.#endsInside ||= end >= this.#text.length;
    this.#keepString(Math.min(end + 1, this.#text.length));
  }

  #string(): boolean {
    const quote = this.#text[this.#at] ?? "";
    if (quote === "" || !this.#syntax.quotes.includes(quote)) return false;
    const isCharacter = quote === "'" && this.#syntax.hasLifetimes;
    const string = isCharacter
      ? /'(?:\\[^\n']+|[^\\'\n])'/y
      : quote === "'"
        ? /'(?:\\[\s\S]|[^\\'\n])*'/y
        : /"(?:\\[\s\S]|[^\\"\n])*"/y;
    string.lastIndex = this.#at;
    // A quote without its partner on the line is an apostrophe or a lifetime.
    if (!string.test(this.#text)) return false;
    this.#keepString(string.lastIndex);
    return true;
  }

  #regex(): boolean {
    if (!this.#syntax.hasTemplates || this.#text[this.#at] !== "/") return false;
    if (!/(?:^|[([{,;=:!&|?+\-*%~^<>]|\b(?:return|typeof|case|in|of|await))\s*$/.test(this.#kept.slice(-40)))
      return false;
    const regex = /\/(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*\]|[^/\\[\n])+\//y;
    regex.lastIndex = this.#at;
    if (!regex.test(this.#text)) return false;
    this.#keepTo(regex.lastIndex);
    return true;
  }

  #bracket(): boolean {
    const char = this.#text[this.#at] ?? "";
    const opens = openerOf[char] ?? char;
    if (opens === "" || !this.#syntax.brackets.includes(opens)) return false;
    if (opens === char) {
      this.#open.push(char);
      return false;
    }
    const opener = this.#open.at(-1);
    if (opener === undefined || closerOf[opener] !== char) {
      this.#unmatched += char;
      return false;
    }
    this.#open.pop();
    if (opener !== "${") return false;
    this.#template(this.#at + 1);
    return true;
  }

  #keepTo(end: number): void {
    this.#kept += this.#text.slice(this.#at, end);
    this.#at = end;
  }

  #keepString(end: number): void {
    this.#strings.push({ start: this.#at, end });
    this.#keepTo(end);
  }

  #match(pattern: RegExp | undefined): string | undefined {
    if (!pattern) return undefined;
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #indexOf(mark: string, from: number): number | undefined {
    const index = this.#text.indexOf(mark, from);
    return index === -1 ? undefined : index;
  }

  #linesInString(): Set<number> {
    const lines = new Set<number>();
    let line = 0;
    let counted = 0;
    for (const { start, end } of this.#strings) {
      line += breaksIn(this.#text.slice(counted, start));
      for (let left = breaksIn(this.#text.slice(start, end)); left > 0; left -= 1) {
        line += 1;
        lines.add(line);
      }
      counted = end;
    }
    return lines;
  }
}

function breaksIn(text: string): number {
  return text.split("\n").length - 1;
}
