import MarkdownIt from "markdown-it";
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  kotlin,
  php,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Longer code stays in one colour: highlighting it would hold up the page. */
const maxHighlighted = 20_000;

/** Addresses that a link may have: of the web, of mail, or within the answer. No command of the editor, no other program. */
const mayLink = /^(?:https?:|mailto:|(?![a-z][\w+.-]*:))/i;

/** Model text to HTML: raw HTML and pictures stay text, so nothing in an answer is run or fetched. */
export const markdown = new MarkdownIt({
  html: false,
  linkify: true,
  breaks: false,
  highlight: highlighted,
}).disable("image");
markdown.validateLink = (address) => mayLink.test(address.trim());

/** HTML of code in the colours of the theme; escaped plain text where the language is unknown. */
export function highlighted(code: string, info: string): string {
  const language = info.trim().split(/\s/, 1)[0] ?? "";
  if (code.length > maxHighlighted || !hljs.getLanguage(language)) return escapeHtml(code);
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
