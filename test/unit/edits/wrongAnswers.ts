import type { StopReason } from "../../../src/protocol/chat";
import type { Sample } from "./samples";

/** An answer in the manner of a small model, and the name of what is wrong with it. */
export interface RecordedAnswer {
  readonly kind: string;
  readonly text: string;
  readonly stopReason: StopReason;
}

const block = (tag: string, text: string): string => `\`\`\`${tag}\n${text}\n\`\`\``;

/** What goes wrong with small models, applied to the good version of a sample. */
export function wrongAnswers(sample: Sample): RecordedAnswer[] {
  const { tag, better, comment, original, before, after } = sample;
  const lines = better.split("\n");
  const said = (kind: string, text: string, stopReason: StopReason = "stop"): RecordedAnswer => ({
    kind,
    text,
    stopReason,
  });
  const inBlock = (kind: string, text: string): RecordedAnswer => said(kind, block(tag, text));
  const inserted = (at: number, line: string): string =>
    [...lines.slice(0, at), line, ...lines.slice(at)].join("\n");
  const replaced = (from: number, to: number, line: string): string =>
    [...lines.slice(0, from), line, ...lines.slice(to)].join("\n");
  const indentAt = (index: number): string => /^\s*/.exec(lines[index] ?? "")?.[0] ?? "";
  const middle = Math.floor(lines.length / 2);
  const start = before.split("\n").length;

  const placeholders = [
    "... rest unchanged",
    "... rest of the function ...",
    "existing code",
    "… rest unchanged …",
    "rest of the code remains the same",
    "... existing code ...",
    "(unchanged)",
    "same as before",
    "your code here",
    "implementation goes here",
    "...",
    "…",
    "remaining code omitted for brevity",
    "the rest stays the same",
    "[... snip ...]",
    "TODO: implement the rest",
    "other methods unchanged",
    "keep the rest as is",
  ].flatMap((text, index) => [
    inBlock("placeholder", replaced(middle, lines.length - 1, indentAt(middle) + comment(text))),
    ...(index % 3 === 0
      ? [inBlock("placeholder", replaced(1, middle, indentAt(1) + comment(text)))]
      : index % 3 === 1
        ? [inBlock("placeholder", replaced(middle, lines.length, indentAt(middle) + comment(text)))]
        : [
            inBlock(
              "placeholder",
              replaced(middle, lines.length - 1, `${lines[middle] ?? ""} ${comment(text)}`),
            ),
          ]),
  ]);
  const bareDots = ["...", "…", "    ...", "[... rest of the code ...]", "... (rest unchanged)"].map((line) =>
    inBlock("placeholder", replaced(middle, lines.length - 1, line)),
  );
  const gutters = [
    (line: string, n: number) => `${String(n)} | ${line}`,
    (line: string, n: number) => `${String(n).padStart(4)}: ${line}`,
    (line: string, n: number) => `${String(n)}\t${line}`,
    (line: string, n: number) => `L${String(n)}: ${line}`,
    (line: string, n: number) => `${String(n).padStart(3)}  ${line}`,
    (line: string, n: number) => `${String(n)}→${line}`,
  ].flatMap((number) => [
    inBlock("gutter", lines.map((line, index) => number(line, index + start)).join("\n")),
    inBlock(
      "gutter",
      lines.map((line, index) => (index === middle ? line : number(line, index + start))).join("\n"),
    ),
    inBlock(
      "gutter",
      lines.map((line, index) => (index < 1 ? line : number(line, index + start))).join("\n"),
    ),
    inBlock(
      "gutter",
      lines.map((line, index) => number(line, index > middle ? index + start + 3 : index + start)).join("\n"),
    ),
  ]);
  const tokens = [
    "<turn|>",
    "<|turn>model",
    "<eos>",
    "<end_of_turn>",
    "<|channel>thought",
    "<bos>",
    "<unused12>",
    "<|im_end|>",
  ].flatMap((token) => [
    inBlock("token", `${better}\n${token}`),
    inBlock("token", inserted(middle, token)),
    inBlock("token", token + better),
  ]);
  const characters = ["\u0000", "\ufffd", "\u200b", "\u001b[0m", "\ufeff", "\u202e", "\u2066", "\u2028"].map(
    (char) => inBlock("token", replaced(middle, middle + 1, `${lines[middle] ?? ""}${char}`)),
  );
  const truncated = [
    ...[1, 2, middle, lines.length - 1].map((count) =>
      said("truncated", `\`\`\`${tag}\n${lines.slice(0, count).join("\n")}`, "length"),
    ),
    ...[2, middle, lines.length - 1].map((count) =>
      said("truncated", `\`\`\`${tag}\n${lines.slice(0, count).join("\n")}`),
    ),
    said("truncated", `\`\`\`${tag}\n${better}`, "length"),
    said("stopped", `\`\`\`${tag}\n${lines.slice(0, middle).join("\n")}`, "cancelled"),
    said("looping", block(tag, better), "looping"),
  ];
  const halves = [
    inBlock("half", lines.slice(0, middle).join("\n")),
    inBlock("half", lines.slice(middle).join("\n")),
    inBlock("half", lines.slice(1, -1).join("\n")),
    inBlock("half", original.split("\n").slice(0, -2).join("\n")),
    inBlock("half", original.split("\n").slice(2).join("\n")),
    inBlock("half", (lines[middle] ?? "").trim()),
    ...(tag.startsWith("py")
      ? []
      : [inBlock("half", lines.slice(0, -1).join("\n")), inBlock("half", `${better}\n}`)]),
  ];
  const declined = [
    said("declined", "I'm sorry, but I cannot help with that."),
    said("declined", `I cannot change this code without knowing more.\n\n${block(tag, original)}`),
    said("declined", `As an AI language model I do not edit code.\n\n${block(tag, better)}`),
    inBlock("declined", comment("I'm sorry, I cannot do that.")),
    inBlock("declined", inserted(1, indentAt(1) + comment("I am unable to finish this function"))),
    said("noBlock", "The function is fine as it is."),
    said("noBlock", better),
    said("empty", ""),
    said("empty", block(tag, "   ")),
  ];
  const fences = [
    said("blocks", `${block(tag, better)}\n\nOr:\n\n${block(tag, original)}`),
    said(
      "blocks",
      `${block(tag, lines.slice(0, middle).join("\n"))}\n\n${block(tag, lines.slice(middle).join("\n"))}`,
    ),
    said("fence", `\`\`\`\`${tag}\n${inserted(middle, "```")}\n\`\`\`\``),
    said("fence", `\`\`\`\`${tag}\n\`\`\`${tag}\n${better}\n\`\`\`\n\`\`\`\``),
    said("fence", `~~~${tag}\n\`\`\`${tag}\n${better}\n\`\`\`\n~~~`),
  ];
  const others = [
    said("diff", block("diff", `@@ -1,3 +1,3 @@\n${lines.map((line) => `+${line}`).join("\n")}`)),
    inBlock("diff", `--- a/file\n+++ b/file\n@@ -1 +1 @@\n${lines.map((line) => ` ${line}`).join("\n")}`),
    said("shell", block("bash", `sed -i 's/a/b/' file`)),
    said("json", block("json", '{"edit": "done"}')),
    inBlock("unchanged", original),
    inBlock("unchanged", `${original}   \n`),
    inBlock("surroundings", `${before}${better}`),
    inBlock("surroundings", `${before}${better}${after}`),
    inBlock("surroundings", `${better}${after}`),
  ];
  return [
    ...[...placeholders, ...bareDots, ...gutters, ...tokens, ...characters, ...truncated],
    ...[...halves, ...declined, ...fences, ...others],
  ];
}

/** Right answers as models give them: other tags, prose around, other indentation, other line ends. */
export function rightAnswers(sample: Sample): RecordedAnswer[] {
  const { tag, better } = sample;
  const lines = better.split("\n");
  const said = (kind: string, text: string): RecordedAnswer => ({ kind, text, stopReason: "stop" });
  const lead = /^[ \t]*/.exec(better)?.[0] ?? "";
  const dedented = lines.map((line) => (line.startsWith(lead) ? line.slice(lead.length) : line)).join("\n");
  const spaces = dedented.replace(/^\t+/gm, (tabs) => "    ".repeat(tabs.length));
  const tabs = dedented.replace(/^(?: {4})+/gm, (run) => "\t".repeat(run.length / 4));
  return [
    said("plain", block(tag, better)),
    said("no tag", block("", better)),
    said("other tag", block(sample.languageId.toUpperCase(), better)),
    said("prose before", `Here is the corrected code:\n\n${block(tag, better)}`),
    said(
      "prose after",
      `${block(tag, better)}\n\nThe loop now checks each item, so it can't fail at the end.`,
    ),
    said("dedented", block(tag, dedented)),
    said("indented more", block(tag, lines.map((line) => (line === "" ? line : `    ${line}`)).join("\n"))),
    said("tilde fence", `~~~${tag}\n${better}\n~~~`),
    said("long fence", `\`\`\`\`\`${tag}\n${better}\n\`\`\`\`\``),
    said("first line trimmed", block(tag, better.trimStart())),
    said("windows line ends", block(tag, better).replaceAll("\n", "\r\n")),
    said("blank lines around", block(tag, `\n\n${better}\n\n`)),
    said("spaces for tabs", block(tag, spaces)),
    ...(tabs === dedented ? [] : [said("tabs for spaces", block(tag, tabs))]),
    said("fence indented", `  \`\`\`${tag}\n${lines.map((line) => `  ${line}`).join("\n")}\n  \`\`\``),
    said("trailing blanks", block(tag, `${better}\n   `)),
  ];
}
