/** What a rough reading must know of a language. */
export interface Syntax {
  readonly line: readonly string[];
  readonly block: readonly (readonly [string, string])[];
  readonly quotes: string;
  /** Quotes of strings that may span lines, longest first. */
  readonly longQuotes: readonly string[];
  /** A backslash keeps a quote from ending such a string. */
  readonly hasEscapesInLongStrings: boolean;
  /** A comment in a comment has an end of its own. */
  readonly hasNestedBlocks: boolean;
  /** A backslash at the end of a line comment takes the next line into it. */
  readonly hasContinuedLines: boolean;
  readonly hasTemplates: boolean;
  readonly hasLifetimes: boolean;
}

const cLike: Syntax = {
  line: ["//"],
  block: [["/*", "*/"]],
  quotes: `"'`,
  longQuotes: [],
  hasEscapesInLongStrings: false,
  hasNestedBlocks: false,
  hasContinuedLines: false,
  hasTemplates: false,
  hasLifetimes: false,
};
const script: Syntax = { ...cLike, hasTemplates: true };
const textBlocks: Syntax = { ...cLike, longQuotes: ['"""'] };
const nested: Syntax = { ...cLike, hasNestedBlocks: true };
const continued: Syntax = { ...cLike, hasContinuedLines: true };
const hash: Syntax = { ...cLike, line: ["#"], block: [] };
const dashes: Syntax = { ...cLike, line: ["--"], block: [["/*", "*/"]] };
const markup: Syntax = { ...cLike, line: [], block: [["<!--", "-->"]], quotes: "" };
const prose: Syntax = { ...markup, block: [] };

const syntaxes: Readonly<Record<string, Syntax>> = {
  typescript: script,
  typescriptreact: script,
  javascript: script,
  javascriptreact: script,
  python: { ...hash, longQuotes: ['"""', "'''"], hasEscapesInLongStrings: true },
  go: { ...cLike, longQuotes: ["`"] },
  rust: { ...nested, hasLifetimes: true },
  dart: { ...nested, longQuotes: ['"""', "'''"], hasEscapesInLongStrings: true },
  java: { ...textBlocks, hasEscapesInLongStrings: true },
  kotlin: { ...textBlocks, hasNestedBlocks: true },
  scala: { ...textBlocks, hasNestedBlocks: true },
  swift: { ...textBlocks, hasNestedBlocks: true, hasEscapesInLongStrings: true },
  csharp: textBlocks,
  php: { ...cLike, line: ["//", "#"] },
  ...Object.fromEntries(
    ["c", "cpp", "cuda-cpp", "objective-c", "objective-cpp"].map((id) => [id, continued]),
  ),
  css: { ...cLike, line: [] },
  ...Object.fromEntries(
    ["ruby", "shellscript", "yaml", "toml", "makefile", "perl", "r", "dockerfile", "elixir", "julia"].map(
      (id) => [id, hash],
    ),
  ),
  powershell: { ...hash, block: [["<#", "#>"]] },
  sql: dashes,
  lua: { ...dashes, block: [["--[[", "]]"]] },
  haskell: { ...dashes, block: [["{-", "-}"]], quotes: '"', hasNestedBlocks: true },
  ...Object.fromEntries(["clojure", "lisp", "ini"].map((id) => [id, { ...hash, line: [";"], quotes: '"' }])),
  ...Object.fromEntries(["html", "xml", "vue", "svelte", "handlebars"].map((id) => [id, markup])),
  ...Object.fromEntries(["markdown", "mdx", "plaintext", "latex"].map((id) => [id, prose])),
};

/** The syntax of a language; that of C where it is not known. */
export function syntaxOf(languageId: string): Syntax {
  return syntaxes[languageId] ?? cLike;
}

/** True for a language in which brackets need not have partners: text and markup. */
export function isMarkupOrProse(languageId: string): boolean {
  const syntax = syntaxes[languageId];
  return syntax === markup || syntax === prose;
}
