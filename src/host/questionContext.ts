import * as vscode from "vscode";
import type { ContextItem } from "../protocol/conversation";
import { surroundings } from "./context/surroundings";
import { mentionedItems } from "./mentions";

/** All that goes along with a question: what it mentions, then what surrounds its code. Tells what it mentions in vain. */
export async function questionContext(
  instruction: string,
  place: { readonly document: vscode.TextDocument; readonly range: vscode.Range } | undefined,
  signal: AbortSignal,
): Promise<readonly ContextItem[]> {
  const [{ items, unknown, keptOut }, around] = await Promise.all([
    mentionedItems(instruction),
    place ? surroundings(place.document, place.range, signal) : [],
  ]);
  const { t } = vscode.l10n;
  const problems = [
    ...(unknown.length > 0 ? [t("Not found: {0}.", unknown.join(", "))] : []),
    ...(keptOut.length > 0
      ? [t("Not sent, since it looks secret, is ignored or too large: {0}.", keptOut.join(", "))]
      : []),
  ];
  if (problems.length > 0) void vscode.window.showInformationMessage(problems.join(" ")); // nothing to wait for
  return [...items, ...around];
}
