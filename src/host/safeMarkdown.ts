const zeroWidthSpace = "\u200b";

/**
 * Makes a model's Markdown safe to draw: VS Code would fetch remote pictures, which could carry code away in their
 * address, and HTML could open blocks that hide them. Outside fenced code, pictures and tags become plain text.
 */
export function safeMarkdown(markdown: string): string {
  let fenceMarks: string | undefined;
  const lines = markdown.split("\n").map((line) => {
    if (fenceMarks !== undefined) {
      if (closesFence(line, fenceMarks)) fenceMarks = undefined;
      return line;
    }
    fenceMarks = openedFence(line);
    return fenceMarks === undefined ? plainLine(line) : line;
  });
  // An answer that is still coming, or was cut, may end inside its code.
  return fenceMarks === undefined ? lines.join("\n") : `${lines.join("\n")}\n${fenceMarks}`;
}

/** Text that must appear as it is; unlike MarkdownString.appendText it keeps spaces, at which lines can break. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+\-!|<>~&$:.]/g, "\\$&")
    .replace(/^[ \t]+/gm, (indent) => "&nbsp;".repeat(indent.length))
    .replace(/\n/g, "  \n");
}

/** Text of a message as it is: VS Code makes [words](address) in messages a link, to a command too. */
export function messageText(text: string): string {
  return text.replaceAll("](", `]${zeroWidthSpace}(`);
}

// Only at the start of a line: whatever CommonMark may do with an indented one, this treats it as text.
function openedFence(line: string): string | undefined {
  return /^(`{3,})[^`]*$/.exec(line)?.[1] ?? /^(~{3,})/.exec(line)?.[1];
}

function closesFence(line: string, marks: string): boolean {
  const closing = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return closing?.startsWith(marks) ?? false;
}

function plainLine(line: string): string {
  return line.replaceAll("![", `!${zeroWidthSpace}[`).replace(/<(?=[a-z/!?])/gi, `<${zeroWidthSpace}`);
}
