import type { ToolCall } from "../protocol/chat";
import type { ChatChunk } from "./chatReplies";

type CallPiece = NonNullable<ChatChunk["choices"][number]["delta"]["tool_calls"]>[number];

interface CallDraft {
  id: string;
  name: string;
  arguments: string;
}

/** Puts together the tool calls that a stream sends in pieces. */
export class ToolCalls {
  readonly #drafts = new Map<number, CallDraft>();

  add(pieces: readonly CallPiece[]): void {
    for (const { index, id, function: part } of pieces) {
      const draft = this.#drafts.get(index) ?? { id: "", name: "", arguments: "" };
      draft.id ||= id ?? "";
      draft.name += part?.name ?? "";
      draft.arguments += part?.arguments ?? "";
      this.#drafts.set(index, draft);
    }
  }

  /** The calls that are whole: when the token limit ended the answer, the last one is not. */
  whole(finish: string): ToolCall[] {
    const drafts = [...this.#drafts.values()];
    return (finish === "length" ? drafts.slice(0, -1) : drafts).map((draft, index) => ({
      id: draft.id === "" ? `call-${String(index)}` : draft.id,
      type: "function",
      function: { name: draft.name, arguments: draft.arguments },
    }));
  }
}
