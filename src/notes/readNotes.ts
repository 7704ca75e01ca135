import type { QuotedNote } from "../protocol/note";
import { completeObjects } from "./completeObjects";

// With zod in it, it would slow down the start of the extension; the first answer loads it.
const loadReplies = () => import("./noteReplies");

/** The notes that stand whole in an answer so far; what is not a note, or says nothing, is passed over. */
export async function readNotes(answerSoFar: string): Promise<QuotedNote[]> {
  const { quotedNote } = await loadReplies();
  return completeObjects(answerSoFar).flatMap((json) => {
    const parsed = quotedNote.safeParse(valueOf(json));
    if (!parsed.success) return [];
    const { quote, kind, text } = parsed.data;
    return quote.trim() === "" || text.trim() === "" ? [] : [{ quote, kind, text: text.trim() }];
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

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // an answer that was cut inside a text
  }
}
