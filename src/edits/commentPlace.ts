import { scanCode } from "./codeScan";
import { isInJsxText } from "./jsxText";
import { isInTextBlock } from "./textBlocks";

/** Lines of a comment, and the line (from 0) of a file above which they should stand. */
interface Commenting {
  readonly languageId: string;
  readonly line: number;
  /** With their indentation, without line ends. */
  readonly comment: readonly string[];
}

/** True if nothing but a comment would be added: no code and no string changes, and nothing shows up as text. */
export function isOnlyComment(text: string, { languageId, line, comment }: Commenting): boolean {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const before = lines.join("\n");
  const offset = lines.slice(0, line).join("\n").length + (line === 0 ? 0 : 1);
  // The line goes on in the next one, whatever that says.
  if (lines[line - 1]?.endsWith("\\") === true) return false;
  if (isInTextBlock(lines, line, languageId)) return false;
  if (isInJsxText(before, offset, languageId) || isForeign(before, offset, languageId)) return false;
  // A rough reading that does not know this language's comments cannot tell.
  if (scanCode(comment.join("\n"), languageId).withoutComments.trim() !== "") return true;
  const after = lines.toSpliced(line, 0, ...comment).join("\n");
  return meaning(after, languageId) === meaning(before, languageId);
}

/** The lines of code, and what the strings say. */
function meaning(text: string, languageId: string): string {
  const { withoutComments, strings, linesInString, endsInside } = scanCode(text, languageId);
  const code = withoutComments.split("\n").filter((line) => line.trim() !== "");
  const said = strings.map(({ start, end }) => text.slice(start, end));
  return JSON.stringify([code.map((line) => line.trimEnd()), said, linesInString.size, endsInside]);
}

const markup =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<(script|style|textarea|title|pre)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)|<\/?[a-zA-Z](?:"[^"]*"|'[^']*'|[^"'<>])*>/gi;
const fences = /^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|$(?![\s\S]))|^---\n[\s\S]*?^---$/gm;
const php = /<\?(?:php|=)[\s\S]*?(?:\?>|$)/g;

// Where another language, or text, stands in a file: what is a comment in the file's own is none there.
function isForeign(text: string, offset: number, languageId: string): boolean {
  const isInside = (pattern: RegExp): boolean =>
    Array.from(text.matchAll(pattern)).some(
      (match) => match.index < offset && offset < match.index + match[0].length,
    );
  switch (languageId) {
    case "html":
    case "xml":
    case "xsl":
    case "vue":
    case "svelte":
      return isInside(markup);
    case "markdown":
      return isInside(fences);
    case "php":
      return !isInside(php);
    default:
      return false;
  }
}
