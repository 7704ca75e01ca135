import { scanCode } from "./codeScan";

/** Languages in which elements may stand in the code. */
const jsxLanguages: ReadonlySet<string> = new Set(["javascript", "javascriptreact", "typescriptreact"]);

/** An open brace, or an element whose end is still to come. */
type Frame = { readonly kind: "brace" } | { readonly kind: "element"; readonly name: string };

// Before a tag stands what a value can follow; before a comparison or type arguments stands a name.
const beforeTag = /(?:^|[([{},;=?:&|>]|\breturn|\bdefault)\s*$/;
const tagStart = /<([A-Za-z][\w.:-]*)?(?=[\s/>])/y;
const closingTag = /<\/\s*([A-Za-z][\w.:-]*)?\s*>/y;

/** True if `offset` stands in the text between the tags of an element, where code would be shown to the reader. */
export function isInJsxText(text: string, offset: number, languageId: string): boolean {
  if (!jsxLanguages.has(languageId)) return false;
  const code = masked(text, languageId);
  const open: Frame[] = [];
  /** The element around the offset; it is one only if it ends. */
  let around: Frame | undefined;
  for (let at = 0; at < code.length;) {
    if (at >= offset && around === undefined) {
      around = open.at(-1);
      if (around?.kind !== "element") return false;
    }
    const [closing, name = ""] = matchAt(closingTag, code, at) ?? [];
    const opened = open.findLastIndex((frame) => frame.kind === "element" && frame.name === name);
    if (closing !== undefined && opened >= 0) {
      if (around && open.indexOf(around) === opened) return true;
      open.length = opened;
      if (around && !open.includes(around)) return false;
      at += closing.length;
      continue;
    }
    const tag = tagAt(code, at, open.at(-1)?.kind === "element");
    if (tag) {
      if (!tag.isEmpty) open.push({ kind: "element", name: tag.name });
      // Between the attributes a comment is one.
      if (offset > at && offset < tag.end) return false;
      at = tag.end;
      continue;
    }
    if (code[at] === "{") open.push({ kind: "brace" });
    if (code[at] === "}" && open.at(-1)?.kind === "brace") open.pop();
    at += 1;
  }
  return false;
}

/** The code with blanks in the place of comments and strings. */
function masked(text: string, languageId: string): string {
  const { comments, strings } = scanCode(text, languageId);
  let code = "";
  for (const { start, end } of [...comments, ...strings].toSorted((a, b) => a.start - b.start))
    code += text.slice(code.length, start) + text.slice(start, end).replace(/[^\n]/g, " ");
  return code + text.slice(code.length);
}

function tagAt(
  code: string,
  at: number,
  isInText: boolean,
): { readonly name: string; readonly end: number; readonly isEmpty: boolean } | undefined {
  const match = matchAt(tagStart, code, at);
  if (!match || !(isInText || beforeTag.test(code.slice(Math.max(0, at - 40), at)))) return undefined;
  let depth = 0;
  for (let end = at + match[0].length; end < code.length; end += 1) {
    if (code[end] === "{") depth += 1;
    if (code[end] === "}") depth -= 1;
    if (code[end] === ">" && depth === 0)
      return { name: match[1] ?? "", end: end + 1, isEmpty: code[end - 1] === "/" };
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
