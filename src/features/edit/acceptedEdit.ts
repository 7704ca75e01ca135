import type * as vscode from "vscode";
import type { Turn } from "../../protocol/conversation";
import type { Proposal } from "./proposal";

/** The edit that was accepted last: what is asked about the same code next goes on from it, so that nothing is read twice. */
export class AcceptedEdit {
  #last: { readonly uri: string; readonly text: string; readonly turns: readonly Turn[] } | undefined;

  /** Takes note of a proposal that was accepted; one that does not hold all of the code is none to go on from. */
  remember({ place, state, original }: Proposal): void {
    if (place.kind !== "range" || state.kind !== "ready" || !state.origin) return;
    const { wish, turns } = state.origin;
    const isWhole = (wish.kind === "change" || wish.kind === "fix") && original === state.newText;
    this.#last = isWhole ? { uri: place.document.uri.toString(), text: original, turns } : undefined;
  }

  /** The exchanges that led to the code in a range; none if it is other code, or was changed since. */
  turnsAt({
    document,
    range,
  }: {
    readonly document: vscode.TextDocument;
    readonly range: vscode.Range;
  }): readonly Turn[] {
    const isSame = this.#last?.uri === document.uri.toString() && this.#last.text === document.getText(range);
    return isSame && this.#last ? this.#last.turns : [];
  }
}
