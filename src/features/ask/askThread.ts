import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import { trackRange } from "../../host/trackRange";
import type { Attachment, Conversation, Turn } from "../../protocol/conversation";
import { answerMarkdown, questionMarkdown, threadContext } from "./threadText";

/** Frames a second are plenty for reading; each one makes VS Code lay the thread out anew. */
const redrawMs = 80;

/** One conversation drawn as a comment thread at its code. */
export class AskThread {
  readonly conversationId: string;
  readonly #thread: vscode.CommentThread;
  readonly #authorName: () => string;
  #latest: Conversation | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastDraw = 0;

  constructor(thread: vscode.CommentThread, conversationId: string, authorName: () => string) {
    this.#thread = thread;
    this.conversationId = conversationId;
    this.#authorName = authorName;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }

  get uri(): vscode.Uri {
    return this.#thread.uri;
  }

  get range(): vscode.Range | undefined {
    return this.#thread.range;
  }

  is(thread: unknown): boolean {
    return thread === this.#thread;
  }

  /** Draws the conversation soon; a settled answer at once. */
  show(conversation: Conversation): void {
    this.#latest = conversation;
    const isSettled = conversation.turns.at(-1)?.answer.kind !== "pending";
    const waitMs = isSettled ? 0 : Math.max(0, this.#lastDraw + redrawMs - Date.now());
    if (waitMs === 0) this.#draw();
    else this.#timer ??= setTimeout(() => this.#draw(), waitMs);
  }

  /** Moves with an edit of its file. */
  follow(change: vscode.TextDocumentContentChangeEvent): void {
    const range = this.#thread.range;
    if (!range) return;
    const moved = trackRange(
      { start: range.start.line, end: range.end.line },
      {
        start: change.range.start.line,
        end: change.range.end.line,
        newBreaks: change.text.split("\n").length - 1,
      },
    );
    if (moved.start === range.start.line && moved.end === range.end.line) return;
    this.#thread.range = new vscode.Range(moved.start, range.start.character, moved.end, range.end.character);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#thread.dispose();
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastDraw = Date.now();
    const conversation = this.#latest;
    if (!conversation) return;
    const thread = this.#thread;
    thread.label = conversation.title;
    thread.contextValue = threadContext(conversation);
    thread.canReply = conversation.turns.at(-1)?.answer.kind !== "pending";
    const mode = vscode.CommentMode.Preview;
    thread.comments = conversation.turns.flatMap((turn) => [
      { ...questionComment(turn), mode },
      { author: { name: this.#authorName() }, body: answerMarkdown(turn.question, turn.answer), mode },
    ]);
  }
}

/** A question as a comment, which keeps the sound that it was asked with. */
export interface QuestionComment extends Omit<vscode.Comment, "mode"> {
  readonly sound?: Extract<Attachment, { kind: "audio" }>;
}

function questionComment(turn: Turn): QuestionComment {
  const sound = turn.question.attachments.find((attachment) => attachment.kind === "audio");
  const comment = { author: { name: vscode.l10n.t("You") }, body: questionMarkdown(turn) };
  return sound ? { ...comment, contextValue: "sound", sound } : comment;
}

/** Keeps a thread's drawing in step with its conversation; returns the way to stop that. */
export function drawConversation(conversations: Conversations, thread: AskThread): () => void {
  return conversations.onDidChange((conversation) => {
    if (conversation.id === thread.conversationId) thread.show(conversation);
  });
}
