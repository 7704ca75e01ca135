// Answers of Gloss in a comment thread, as a person reads them.
import { setTimeout as sleep } from "node:timers/promises";

import { commentTexts } from "./comments.mjs";

const phases = /^(Looking around|Waiting|Loading|Reading|Answering)/;
const isSettled = (lines) => lines.length > 0 && !phases.test(lines.at(-1));

/** Waits until the thread's answer number `index` (from 0) has ended, and returns its lines, the footnote last. */
export async function settledAnswer(thread, index = 0, { timeoutMs = 90_000 } = {}) {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(50)) {
    const text = (await commentTexts(thread))[2 * index + 1] ?? "";
    const lines = text.split("\n").filter((line) => line !== "");
    if (isSettled(lines)) return lines;
  }
  throw new Error(`answer ${index} did not settle`);
}
