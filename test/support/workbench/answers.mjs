// Answers of Gloss in a comment thread, as a person reads them, and in its log.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { commentTexts, titleButton } from "./comments.mjs";

const phases = /^(Looking around|Waiting|Loading|Reading|Answering)/;
const isSettled = (lines) => lines.length > 0 && !phases.test(lines.at(-1));

/** Waits until the thread's answer number `index` (from 0) has ended, and returns its lines, the footnote last. */
export async function settledAnswer(thread, index = 0, { timeoutMs = 90_000 } = {}) {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(50)) {
    const text = (await commentTexts(thread))[2 * index + 1] ?? "";
    const lines = text.split("\n").filter((line) => line !== "");
    // Between two drawings the phase may be missing: the button to stop says it for sure.
    if (isSettled(lines) && (await titleButton(thread, "Stop").count()) === 0) return lines;
  }
  throw new Error(`answer ${index} did not settle`);
}

/** Figures of all answers so far, oldest first, from the extension's own log in the folder of user data. */
export function loggedAnswers(userData) {
  const file = readdirSync(userData, { recursive: true })
    .map((name) => path.join(userData, String(name)))
    .find((name) => path.basename(name) === "Gloss.log");
  if (!file) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes(" answered {"))
    .map((line) => JSON.parse(line.slice(line.indexOf("{"))));
}
