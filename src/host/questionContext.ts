import * as vscode from "vscode";
import type { ContextItem, Question } from "../protocol/conversation";
import { surroundings } from "./context/surroundings";
import { mentionedItems, type MentionedItems } from "./mentions";

/** All that goes along with a question: what it mentions, then what surrounds its code. Tells what it mentions in vain. */
export async function questionContext(
  instruction: string,
  place: { readonly document: vscode.TextDocument; readonly range: vscode.Range } | undefined,
  signal: AbortSignal,
): Promise<readonly ContextItem[]> {
  const [mentioned, around] = await Promise.all([
    mentionedItems(instruction),
    place ? surroundings(place.document, place.range, signal) : [],
  ]);
  tellProblems(mentioned);
  return [...mentioned.items, ...around];
}

/** What goes along with a question in other words: what it mentions now, and all that its old words had not mentioned. */
export async function contextInOtherWords(
  earlier: Question,
  instruction: string,
): Promise<readonly ContextItem[]> {
  const [before, now] = await Promise.all([mentionedItems(earlier.instruction), mentionedItems(instruction)]);
  tellProblems(now);
  const mentioned = new Set([...before.items, ...now.items].map(({ label }) => label));
  return [...now.items, ...earlier.context.filter(({ label }) => !mentioned.has(label))];
}

function tellProblems({ unknown, unread, keptOut }: MentionedItems): void {
  const { t } = vscode.l10n;
  const problems = [
    ...(unknown.length > 0 ? [t("Not found: {0}.", unknown.join(", "))] : []),
    ...(unread.length > 0 ? [t("Could not be read as text: {0}.", unread.join(", "))] : []),
    ...(keptOut.length > 0
      ? [t("Not sent, since it looks secret, is ignored or too large: {0}.", keptOut.join(", "))]
      : []),
  ];
  if (problems.length > 0) void vscode.window.showInformationMessage(problems.join(" ")); // nothing to wait for
}
