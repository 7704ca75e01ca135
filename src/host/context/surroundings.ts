import type * as vscode from "vscode";
import type { ContextItem } from "../../protocol/conversation";
import { timeBox } from "../timeBox";
import { change } from "./change";
import type { ContextProvider } from "./contextProvider";
import { definitions } from "./definitions";
import { diagnostics } from "./diagnostics";
import { enclosing } from "./enclosing";
import { hoverTypes } from "./hoverTypes";
import { imports } from "./imports";
import { recentEdits } from "./recentEdits";
import { references } from "./references";
import { tests } from "./tests";

/** How long all of them may take together; a language server that never answers must not hold up a question. */
const providersMs = 1_500;

const providers: readonly ContextProvider[] = [
  ...[enclosing, imports, diagnostics, definitions, hoverTypes, change, tests, references, recentEdits],
].toSorted((a, b) => b.value - a.value);

/** Looks up what surrounds the code, most valuable first, and in the same order each time. */
export async function surroundings(
  document: vscode.TextDocument,
  range: vscode.Range,
  signal: AbortSignal,
): Promise<readonly ContextItem[]> {
  const timeUp = new AbortController();
  const found = providers.map(() => new Array<ContextItem>());
  const searches = providers.map(({ find }, at) => {
    const add = (item: ContextItem): void => {
      // One that comes late would change a question that is on its way.
      if (!timeUp.signal.aborted) found[at]?.push(item);
    };
    const search = { signal: AbortSignal.any([signal, timeUp.signal]), add };
    const work = Promise.resolve().then(() => find({ document, range }, search));
    return timeBox(work, undefined, providersMs);
  });
  await Promise.all(searches);
  timeUp.abort();
  return found.flat();
}
