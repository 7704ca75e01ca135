/** Marks around a comment; without `close` it goes to the end of the line. */
interface CommentMarks {
  readonly open: string;
  readonly close?: string;
}

const languages: Readonly<Record<string, string>> = {
  "#": "python shellscript ruby perl perl6 r yaml dockerfile dockercompose makefile cmake toml powershell elixir julia coffeescript properties nim crystal graphql gitignore ignore git-commit terraform hcl starlark nix",
  "--": "sql lua haskell ada elm vhdl applescript purescript",
  ";": "lisp clojure scheme racket ini asm",
  "%": "tex latex matlab erlang prolog bibtex",
  "'": "vb",
  "!": "fortran fortran-modern FortranFreeForm",
  REM: "bat",
  '"': "viml vim",
};
const blocks: Readonly<Record<string, CommentMarks>> = {
  html: { open: "<!--", close: "-->" },
  xml: { open: "<!--", close: "-->" },
  xsl: { open: "<!--", close: "-->" },
  markdown: { open: "<!--", close: "-->" },
  vue: { open: "<!--", close: "-->" },
  svelte: { open: "<!--", close: "-->" },
  handlebars: { open: "{{!--", close: "--}}" },
  css: { open: "/*", close: "*/" },
  ocaml: { open: "(*", close: "*)" },
};
// In templates, what a comment is depends on where it stands.
const without = new Set(
  ["json", "plaintext", "csv", "log", "mdx", "astro", "razor", "aspnetcorerazor", "blade", "twig"].concat([
    "erb",
    "html.erb",
    "jade",
    "pug",
    "liquid",
    "jinja",
    "jinja-html",
    "django-html",
  ]),
);
const maxWidth = 100;

/** A text as comment lines in a language, indented and wrapped; undefined for a language that has no comments. */
export function commentLines(languageId: string, text: string, indent: string): string[] | undefined {
  const marks = marksOf(languageId);
  if (!marks) return undefined;
  const { open, close } = marks;
  // A text that closes the comment, or the code around it, would become something else.
  const closers = [...(close === undefined ? [] : [close]), ...(languageId === "php" ? ["?>"] : [])];
  const harmless = closers.reduce((all, mark) => all.replaceAll(mark, mark.split("").join(" ")), text);
  const room = Math.max(40, maxWidth - indent.length - open.length - (close?.length ?? 0));
  const lines = wrap(harmless, room);
  // At the end of a line, a backslash would take the next one into the comment.
  return lines.map(
    (line) => `${indent}${open} ${line.replace(/\\$/, "\\.")}${close === undefined ? "" : ` ${close}`}`,
  );
}

function marksOf(languageId: string): CommentMarks | undefined {
  if (without.has(languageId)) return undefined;
  const block = blocks[languageId];
  if (block) return block;
  const mark = Object.keys(languages).find((open) => languages[open]?.split(" ").includes(languageId));
  return { open: mark ?? "//" };
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
