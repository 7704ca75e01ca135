import type { Conversation, Question } from "../../protocol/conversation";

/** What the view has of the answer that is being written. */
export interface DrawnAnswer {
  readonly conversationId: string;
  readonly turns: number;
  readonly question: Question;
  readonly heard: string | undefined;
  readonly text: string;
}

/** The part of a conversation that grows; undefined while no answer is being written. */
export function drawnAnswer({ id, turns }: Conversation): DrawnAnswer | undefined {
  const last = turns.at(-1);
  if (last?.answer.kind !== "pending") return undefined;
  const { question, answer } = last;
  return { conversationId: id, turns: turns.length, question, heard: answer.heard, text: answer.text };
}

/** What has come since then; undefined if more than the text of the answer is another one now. */
export function growth(before: DrawnAnswer | undefined, now: DrawnAnswer | undefined): string | undefined {
  if (!before || !now) return undefined;
  const isSame =
    before.conversationId === now.conversationId &&
    before.turns === now.turns &&
    before.question === now.question &&
    before.heard === now.heard;
  return isSame && now.text.startsWith(before.text) ? now.text.slice(before.text.length) : undefined;
}
