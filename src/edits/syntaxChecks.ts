import { scanCode } from "./codeScan";

/** Where some text stops being well-formed; lines from 0, absent where the parser does not say. */
export interface SyntaxProblem {
  readonly line?: number;
}

/** The first problem of a text in a language that needs no grammar file; undefined if there is none. */
export type SyntaxCheck = (text: string) => SyntaxProblem | undefined;

/** Names of the grammar files by language id; the one of TSX reads plain JavaScript too. */
export const grammars: Readonly<Record<string, string>> = {
  typescript: "typescript",
  typescriptreact: "tsx",
  javascript: "tsx",
  javascriptreact: "tsx",
  python: "python",
  go: "go",
  java: "java",
  rust: "rust",
  c: "c",
  cpp: "cpp",
  css: "css",
};

/** Checks by language id. */
export const syntaxChecks: Readonly<Partial<Record<string, SyntaxCheck>>> = {
  json: jsonProblem,
  jsonc: (text) => jsonProblem(withoutComments(text)),
  html: htmlProblem,
};

function jsonProblem(text: string): SyntaxProblem | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, position] = /position (\d+)/.exec(error.message) ?? [];
    return position === undefined ? {} : { line: text.slice(0, Number(position)).split("\n").length - 1 };
  }
}

function withoutComments(text: string): string {
  return scanCode(text, "jsonc").withoutComments.replace(/,(?=\s*[}\]])/g, "");
}

const voidElements = new Set([
  "area",
  "base",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "param",
  "source",
  "track",
  "wbr",
]);
/** Elements whose end a page may leave out. */
const openEnded = new Set(
  [
    "html",
    "head",
    "body",
    "p",
    "li",
    "dt",
    "dd",
    "option",
    "optgroup",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "tfoot",
  ].concat(["colgroup", "rb", "rt", "rp"]),
);

// Browsers forgive everything; what counts here is that each element that must be closed is, in order. (The grammar of
// tree-sitter takes an open <p> for an error, and <div><b></div> for none.)
function htmlProblem(text: string): SyntaxProblem | undefined {
  const open: { readonly name: string; readonly at: number }[] = [];
  const lineAt = (at: number): SyntaxProblem => ({ line: text.slice(0, at).split("\n").length - 1 });
  const tag =
    /<!--[\s\S]*?(?:-->|$)|<(script|style|textarea|title)\b[^>]*>[\s\S]*?<\/\1\s*>|<(\/?)([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^"'<>])*)(>?)/g;
  for (const match of text.matchAll(tag)) {
    const [, , slash, rawName, attributes = "", end] = match;
    if (rawName === undefined) continue;
    if (end !== ">") return lineAt(match.index);
    const name = rawName.toLowerCase();
    if (slash === "") {
      if (!voidElements.has(name) && !attributes.trimEnd().endsWith("/"))
        open.push({ name, at: match.index });
      continue;
    }
    while (open.length > 0 && open.at(-1)?.name !== name && openEnded.has(open.at(-1)?.name ?? ""))
      open.pop();
    if (open.at(-1)?.name === name) open.pop();
    else if (!openEnded.has(name)) return lineAt(match.index);
  }
  const left = open.find(({ name }) => !openEnded.has(name));
  return left && lineAt(left.at);
}
