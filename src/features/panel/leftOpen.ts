import type * as vscode from "vscode";

const key = "panel.leftOpen";
const writeAfterMs = 300;

interface Left {
  /** The words in the input. */
  readonly draft: string;
  readonly conversationId?: string | undefined;
}

/** What the panel of this workspace showed when its window was closed; kept as long as conversations are. */
export class LeftOpen {
  readonly #memory: vscode.Memento;
  readonly #isKept: () => boolean;
  #timer: NodeJS.Timeout | undefined;

  constructor(memory: vscode.Memento, isKept: () => boolean) {
    this.#memory = memory;
    this.#isKept = isKept;
  }

  get value(): Left {
    return this.#memory.get<Left>(key) ?? { draft: "" };
  }

  /** Remembers it after a moment: the next key may come at once. */
  keep(left: Left): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => void this.#memory.update(key, this.#isKept() ? left : undefined),
      writeAfterMs,
    );
  }
}
