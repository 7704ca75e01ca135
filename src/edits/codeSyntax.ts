/** What a rough reading must know of a language. */
export interface Syntax {
  /** The mark of a comment to the end of its line; sticky. */
  readonly line: RegExp | undefined;
  /** Looked for before the marks of lines: "--[[" starts with one. */
  readonly block: readonly Pair[];
  readonly quotes: string;
  /** Quotes of strings that may span lines, longest first. */
  readonly longQuotes: readonly Pair[];
  /** A backslash keeps a quote from ending such a string. */
  readonly hasEscapesInLongStrings: boolean;
  /** A comment in a comment has an end of its own. */
  readonly hasNestedBlocks: boolean;
  /** A backslash at the end of a line comment takes the next line into it. */
  readonly hasContinuedLines: boolean;
  /** Opening brackets that must have a partner. */
  readonly brackets: string;
  readonly hasTemplates: boolean;
  /** What stands in "url(…)" is a string without quotes. */
  readonly hasUrls: boolean;
  readonly hasLifetimes: boolean;
}

type Pair = readonly [open: string, close: string];

const cLike: Syntax = {
  line: /\/\//y,
  block: [["/*", "*/"]],
  quotes: `"'`,
  longQuotes: [],
  hasEscapesInLongStrings: false,
  hasNestedBlocks: false,
  hasContinuedLines: false,
  brackets: "([{",
  hasTemplates: false,
  hasUrls: false,
  hasLifetimes: false,
};
const script: Syntax = { ...cLike, hasTemplates: true };
const doubleBlock: Pair = ['"""', '"""'];
const singleBlock: Pair = ["'''", "'''"];
const textBlocks: Syntax = { ...cLike, longQuotes: [doubleBlock] };
const nested: Syntax = { ...cLike, hasNestedBlocks: true };
const continued: Syntax = { ...cLike, hasContinuedLines: true };
const hash: Syntax = { ...cLike, line: /#/y, block: [] };
const dashes: Syntax = { ...cLike, line: /--/y, block: [["/*", "*/"]] };
// "${#items}" and "a#b" hold no comment.
const wordHash: Syntax = { ...hash, line: /(?<![^\s;])#/y };
const interpolating: Syntax = { ...hash, line: /#(?!\{)/y };
const styles: Syntax = { ...cLike, hasUrls: true };
const markup: Syntax = { ...cLike, line: undefined, block: [["<!--", "-->"]], quotes: "" };
const prose: Syntax = { ...markup, block: [] };

const luaLevels: readonly Pair[] = ["", "=", "=="].map((level) => [`[${level}[`, `]${level}]`]);

const syntaxes: Readonly<Record<string, Syntax>> = {
  typescript: script,
  typescriptreact: script,
  javascript: script,
  javascriptreact: script,
  python: { ...hash, longQuotes: [doubleBlock, singleBlock], hasEscapesInLongStrings: true },
  go: { ...cLike, longQuotes: [["`", "`"]] },
  rust: { ...nested, hasLifetimes: true },
  dart: { ...nested, longQuotes: [doubleBlock, singleBlock], hasEscapesInLongStrings: true },
  java: { ...textBlocks, hasEscapesInLongStrings: true },
  kotlin: { ...textBlocks, hasNestedBlocks: true },
  scala: { ...textBlocks, hasNestedBlocks: true },
  swift: { ...textBlocks, hasNestedBlocks: true, hasEscapesInLongStrings: true },
  csharp: textBlocks,
  php: { ...cLike, line: /\/\/|#(?!\[)/y },
  ...Object.fromEntries(
    ["c", "cpp", "cuda-cpp", "objective-c", "objective-cpp"].map((id) => [id, continued]),
  ),
  css: { ...styles, line: undefined },
  scss: styles,
  sass: styles,
  less: styles,
  stylus: styles,
  ...Object.fromEntries(["toml", "makefile", "r"].map((id) => [id, hash])),
  ...Object.fromEntries(["yaml", "dockercompose", "dockerfile"].map((id) => [id, wordHash])),
  // The patterns of "case" end in a bracket that has no partner.
  shellscript: { ...wordHash, brackets: "[{" },
  ruby: interpolating,
  elixir: { ...interpolating, longQuotes: [doubleBlock] },
  coffeescript: { ...interpolating, block: [["###", "###"]] },
  perl: { ...hash, line: /(?<!\$)#/y },
  julia: { ...hash, block: [["#=", "=#"]], longQuotes: [doubleBlock], hasNestedBlocks: true },
  powershell: { ...hash, block: [["<#", "#>"]] },
  sql: dashes,
  lua: {
    ...dashes,
    block: luaLevels.map(([open, close]): Pair => [`--${open}`, close]),
    longQuotes: luaLevels,
  },
  haskell: { ...dashes, block: [["{-", "-}"]], quotes: '"', hasNestedBlocks: true },
  ...Object.fromEntries(["clojure", "lisp", "ini"].map((id) => [id, { ...hash, line: /;/y, quotes: '"' }])),
  ...Object.fromEntries(["html", "xml", "vue", "svelte", "handlebars"].map((id) => [id, markup])),
  ...Object.fromEntries(
    ["markdown", "mdx", "plaintext", "latex", "tex", "restructuredtext", "asciidoc"].map((id) => [id, prose]),
  ),
};

/** The syntax of a language; that of C where it is not known. */
export function syntaxOf(languageId: string): Syntax {
  return syntaxes[languageId] ?? cLike;
}

/** True for a language that is text and no code. */
export function isProse(languageId: string): boolean {
  return syntaxes[languageId] === prose;
}

/** True for a language in which brackets need not have partners: text and markup. */
export function isMarkupOrProse(languageId: string): boolean {
  return isProse(languageId) || syntaxes[languageId] === markup;
}
