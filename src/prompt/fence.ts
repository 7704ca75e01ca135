/** Info strings that models know better than VS Code's language ids. */
const tags: Readonly<Record<string, string>> = {
  typescript: "ts",
  typescriptreact: "tsx",
  javascript: "js",
  javascriptreact: "jsx",
  python: "py",
  shellscript: "sh",
  plaintext: "",
};

/** A fenced Markdown block; the fence is longer than any run of backticks in the code. */
export function fence(languageId: string, code: string): string {
  const longestRun = Math.max(0, ...Array.from(code.matchAll(/`+/g), (run) => run[0].length));
  const marks = "`".repeat(Math.max(3, longestRun + 1));
  return `${marks}${tags[languageId] ?? languageId}\n${code}\n${marks}`;
}
