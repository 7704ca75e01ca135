import { fencedBlocks } from "./fencedBlocks";
import { restoreIndentation } from "./indentation";
import { stripGutter } from "./lineNumbers";
import type { EditTarget } from "./verdict";

/**
 * What to show of an answer that is still being written: its whole lines over the old ones, which stay below until the
 * answer reaches them. Undefined while no code has come. It is only looked at, never put into a file.
 */
export function partialText(answer: string, target: EditTarget): string | undefined {
  const [block] = fencedBlocks(answer).blocks;
  if (!block) return undefined;
  const whole = block.isClosed ? block.text : block.text.slice(0, Math.max(0, block.text.lastIndexOf("\n")));
  if (whole.trim() === "") return undefined;
  const old = target.original.split(/\r\n|\r|\n/);
  const gutter = stripGutter(whole, target.original, target.languageId);
  const text = gutter.kind === "stripped" ? gutter.text : whole;
  // The lines that the answer cannot have reached yet would only cost time.
  const reached = old.slice(0, 2 * text.split("\n").length + 20).join(target.eol);
  const lines = restoreIndentation(text, { ...target, original: reached }).split("\n");
  return [...lines, ...old.slice(lines.length)].join(target.eol);
}
