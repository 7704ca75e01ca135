import type { QuotedNote } from "../protocol/note";
import { completeObjects } from "./completeObjects";

// With zod in it, it would slow down the start of the extension; the first answer loads it.
const loadReplies = () => import("./noteReplies");

/** Reads the notes that stand whole in an answer so far; what is not a note, or says nothing, is passed over. */
export type ReadNotes = (answerSoFar: string) => QuotedNote[];

/** Loads what it takes to read notes. */
export async function noteReader(): Promise<ReadNotes> {
  const { quotedNote } = await loadReplies();
  return (answerSoFar) =>
    completeObjects(answerSoFar).flatMap((json) => {
      const parsed = quotedNote.safeParse(valueOf(json));
      if (!parsed.success) return [];
      const { quote, kind } = parsed.data;
      const text = plainText(parsed.data.text);
      return quote.trim() === "" || text === "" ? [] : [{ quote, kind, text }];
    });
}

/** The commit message in an answer, with its body below the subject; undefined if there is none. */
export async function readCommitMessage(answer: string): Promise<string | undefined> {
  const { commitReply } = await loadReplies();
  const parsed = commitReply.safeParse(valueOf(answer.trim()));
  if (!parsed.success) return undefined;
  const subject = parsed.data.subject.replace(/\s+/g, " ").trim();
  const body = parsed.data.body.trim();
  if (subject === "") return undefined;
  return body === "" ? subject : `${subject}\n\n${body}`;
}

// One line; marks that turn the direction of writing could make a note read as something else.
function plainText(text: string): string {
  return text
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // an answer that was cut inside a text
  }
}
