import type * as vscode from "vscode";
import type { ContextItem } from "../../protocol/conversation";

/** The code that a question is about. */
interface CodePlace {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

/** One source of what surrounds the code. What its items cost is measured in tokens when the question is fitted. */
export interface ContextProvider {
  /** What its items are worth to an answer, beside those of the others; the budget is spent from the top. */
  readonly value: number;
  /** Hands over what it finds as it finds it: what came before the time was up is kept. */
  readonly find: (place: CodePlace, search: Search) => Promise<void>;
}

interface Search {
  /** Aborted when the time is up, or the person has stopped the question. */
  readonly signal: AbortSignal;
  readonly add: (item: ContextItem) => void;
}
