/** What a rough reading of some code finds; it needs no grammar and takes broken code too. */
export interface CodeScan {
  /** Texts of comments, without their marks, in order. */
  readonly comments: readonly string[];
  /** The code with comments removed and every string kept. */
  readonly withoutComments: string;
  /** Brackets without a partner: closing ones, a bar, opening ones. "|" for balanced code. */
  readonly openBrackets: string;
  /** Lines (from 0) that begin inside a string; their indentation is content. */
  readonly linesInString: ReadonlySet<number>;
  /** True if a comment or a string of several lines is never closed. */
  readonly endsInside: boolean;
}

interface Syntax {
  readonly line: readonly string[];
  readonly block: readonly (readonly [string, string])[];
  readonly quotes: string;
  /** Quotes of strings that may span lines, longest first. */
  readonly longQuotes: readonly string[];
  readonly hasTemplates: boolean;
  readonly hasLifetimes: boolean;
}

const cLike: Syntax = {
  line: ["//"],
  block: [["/*", "*/"]],
  quotes: `"'`,
  longQuotes: [],
  hasTemplates: false,
  hasLifetimes: false,
};
const script: Syntax = { ...cLike, hasTemplates: true };
const textBlocks: Syntax = { ...cLike, longQuotes: ['"""'] };
const hash: Syntax = { ...cLike, line: ["#"], block: [] };
const dashes: Syntax = { ...cLike, line: ["--"], block: [["/*", "*/"]] };
const markup: Syntax = { ...cLike, line: [], block: [["<!--", "-->"]], quotes: "" };
const prose: Syntax = { ...markup, block: [] };

const syntaxes: Readonly<Record<string, Syntax>> = {
  typescript: script,
  typescriptreact: script,
  javascript: script,
  javascriptreact: script,
  python: { ...hash, longQuotes: ['"""', "'''"] },
  go: { ...cLike, longQuotes: ["`"] },
  rust: { ...cLike, hasLifetimes: true },
  java: textBlocks,
  kotlin: textBlocks,
  scala: textBlocks,
  swift: textBlocks,
  csharp: textBlocks,
  php: { ...cLike, line: ["//", "#"] },
  css: { ...cLike, line: [] },
  ...Object.fromEntries(
    ["ruby", "shellscript", "yaml", "toml", "makefile", "perl", "r", "dockerfile", "elixir", "julia"].map(
      (id) => [id, hash],
    ),
  ),
  powershell: { ...hash, block: [["<#", "#>"]] },
  sql: dashes,
  lua: { ...dashes, block: [["--[[", "]]"]] },
  haskell: { ...dashes, block: [["{-", "-}"]], quotes: '"' },
  ...Object.fromEntries(["clojure", "lisp", "ini"].map((id) => [id, { ...hash, line: [";"], quotes: '"' }])),
  ...Object.fromEntries(["html", "xml", "vue", "svelte", "handlebars"].map((id) => [id, markup])),
  ...Object.fromEntries(["markdown", "mdx", "plaintext", "latex"].map((id) => [id, prose])),
};

/** True for a language in which brackets need not have partners: text and markup. */
export function isMarkupOrProse(languageId: string): boolean {
  const syntax = syntaxes[languageId];
  return syntax === markup || syntax === prose;
}

/** Reads code without a grammar: comments, strings, brackets. */
export function scanCode(text: string, languageId: string): CodeScan {
  return new Scanner(text, syntaxes[languageId] ?? cLike).run();
}

const closerOf: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "${": "}" };

class Scanner {
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #comments: string[] = [];
  readonly #open: string[] = [];
  readonly #longStrings: (readonly [number, number])[] = [];
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
      withoutComments: this.#kept,
      openBrackets: `${this.#unmatched}|${this.#open.join("")}`,
      linesInString: this.#linesInString(),
      endsInside: this.#endsInside,
    };
  }

  #comment(): boolean {
    const line = this.#syntax.line.find((mark) => this.#text.startsWith(mark, this.#at));
    if (line !== undefined) {
      const end = this.#indexOf("\n", this.#at) ?? this.#text.length;
      this.#comments.push(this.#text.slice(this.#at + line.length, end).trim());
      this.#at = end;
      return true;
    }
    const block = this.#syntax.block.find(([mark]) => this.#text.startsWith(mark, this.#at));
    if (!block) return false;
    const [open, close] = block;
    const end = this.#indexOf(close, this.#at + open.length);
    this.#endsInside ||= end === undefined;
    this.#comments.push(this.#text.slice(this.#at + open.length, end).trim());
    this.#at = end === undefined ? this.#text.length : end + close.length;
    return true;
  }

  #longString(): boolean {
    if (this.#syntax.hasTemplates && this.#text[this.#at] === "`") {
      this.#template(this.#at + 1);
      return true;
    }
    const quote = this.#syntax.longQuotes.find((mark) => this.#text.startsWith(mark, this.#at));
    if (quote === undefined) return false;
    const end = this.#indexOf(quote, this.#at + quote.length);
    this.#endsInside ||= end === undefined;
    this.#keepLong(end === undefined ? this.#text.length : end + quote.length);
    return true;
  }

  // From inside a template to its end, or to the code in it.
  #template(from: number): void {
    const stop = /(?:\\[\s\S]|[^\\`$]|\$(?!\{))*/y;
    stop.lastIndex = from;
    stop.test(this.#text);
    const end = stop.lastIndex;
    if (this.#text[end] === "$") {
      this.#open.push("${");
      this.#keepLong(end + 2);
      return;
    }
    this.#endsInside ||= end >= this.#text.length;
    this.#keepLong(Math.min(end + 1, this.#text.length));
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
    this.#keepLong(string.lastIndex);
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
    if (char in closerOf) {
      this.#open.push(char);
      return false;
    }
    if (!")]}".includes(char) || char === "") return false;
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

  #keepLong(end: number): void {
    this.#longStrings.push([this.#at, end]);
    this.#keepTo(end);
  }

  #indexOf(mark: string, from: number): number | undefined {
    const index = this.#text.indexOf(mark, from);
    return index === -1 ? undefined : index;
  }

  #linesInString(): Set<number> {
    const lines = new Set<number>();
    let line = 0;
    let counted = 0;
    for (const [start, end] of this.#longStrings) {
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
