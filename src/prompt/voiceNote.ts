import type { Question, SpokenQuestion } from "../protocol/conversation";
import { breakControlTokens } from "./controlTokens";

/** The answer to a spoken question: what was heard comes first, so that a person sees at once whether it was right. */
export const spokenAnswerSchema: Readonly<Record<string, unknown>> = {
  type: "object",
  properties: { heard: { type: "string" }, answer: { type: "string" } },
  required: ["heard", "answer"],
  additionalProperties: false,
};

/** True where the question is in the sound: it was not typed, nor put into words afterwards. */
export function isSpoken({ spoken, instruction }: Question): boolean {
  return spoken !== undefined && instruction.trim() === "";
}

/** The text of a user turn whose question is in the sound after it. */
export function spokenQuestionText({ names, language }: SpokenQuestion): string {
  const parts = [
    ...(names.length === 0 ? [] : [`Names that may be spoken: ${names.join(", ")}`]),
    ...(language === "" ? [] : [`The language is ${language}.`]),
    "Answer the spoken question. Answer with a JSON object with the keys heard and answer. heard is the transcript.",
  ];
  return breakControlTokens(parts.join("\n"));
}

/** What there is of a spoken question's answer while its JSON is still being written. */
export interface SpokenAnswer {
  readonly heard: string;
  readonly text: string;
}

/** Reads `{"heard": …, "answer": …}` as far as it has come; text that is no such JSON is the answer itself. */
export function readSpokenAnswer(raw: string): SpokenAnswer {
  const json = raw.replace(/^\s*```(?:json)?\s*/, "");
  if (json.trim() === "") return { heard: "", text: "" };
  if (!json.startsWith("{")) return { heard: "", text: raw };
  return { heard: fieldSoFar(json, "heard"), text: fieldSoFar(json, "answer") };
}

function fieldSoFar(json: string, key: string): string {
  // The string up to its end, or up to the last whole character that has arrived.
  const pattern = String.raw`[{,]\s*"${key}"\s*:\s*"((?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])*)`;
  const [, body = ""] = new RegExp(pattern).exec(json) ?? [];
  return unescapeJson(body);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

// By hand: half a surrogate pair at the end of what has arrived must not make the rest unreadable.
function unescapeJson(body: string): string {
  return body.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(parseInt(code, 16)),
  );
}
