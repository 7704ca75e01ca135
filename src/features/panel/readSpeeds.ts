import { hostname } from "node:os";
import type * as vscode from "vscode";
import type { Answer, Conversation } from "../../protocol/conversation";

// Global state follows the person's profile to machines that are reached over SSH: the machine's name is in the key.
const key = `gloss.readSpeeds.${hostname()}`;
/** Of fewer tokens that were new, the time says more about the start than about the reading. */
const fewestTokens = 50;

/** How fast each model reads here, from the last answer that tells; kept from one window to the next. */
export class ReadSpeeds {
  readonly #memory: Pick<vscode.Memento, "get" | "update">;
  readonly #answering = new Set<string>();

  constructor(memory: Pick<vscode.Memento, "get" | "update">) {
    this.#memory = memory;
  }

  /** Tokens a second; undefined if no answer of this model has told yet. */
  of(modelName: string): number | undefined {
    const speed = this.#all()[modelName];
    return typeof speed === "number" && speed > 0 ? speed : undefined;
  }

  /** Watches the answer being written in a conversation; once it has settled, keeps what it tells. */
  async follow({ id, turns }: Conversation, modelName: string): Promise<void> {
    const answer = turns.at(-1)?.answer;
    if (answer?.kind === "pending") {
      this.#answering.add(id);
      return;
    }
    // An answer from the history may be of another model.
    const speed = this.#answering.delete(id) && answer ? readSpeed(answer) : undefined;
    if (speed !== undefined) await this.#memory.update(key, { ...this.#all(), [modelName]: speed });
  }

  #all(): Readonly<Record<string, unknown>> {
    return this.#memory.get<Readonly<Record<string, unknown>>>(key, {});
  }
}

function readSpeed(answer: Answer): number | undefined {
  if (answer.kind !== "done" || !answer.usage || !answer.timings) return undefined;
  const fresh = answer.usage.promptTokens - answer.usage.cachedTokens;
  const { promptMs } = answer.timings;
  return fresh >= fewestTokens && promptMs > 0 ? (fresh * 1000) / promptMs : undefined;
}
