import * as vscode from "vscode";
import { safeMarkdown } from "../../host/safeMarkdown";
import type { Note } from "../../notes/note";
import type { Annotated } from "./annotate";
import type { NoteKind } from "../../protocol/note";

const { t } = vscode.l10n;

/** Longest text after a line of code; the hover has the rest. */
const maxCharacters = 90;

/** What each kind is called. */
export function wordKind(kind: NoteKind): string {
  switch (kind) {
    case "explain":
      return t("Explanation");
    case "risk":
      return t("Risk");
    case "bug":
      return t("Bug");
    case "style":
      return t("Style");
  }
}

/** The kinds, what matters most first. */
export const kindsBySeverity: readonly NoteKind[] = ["bug", "risk", "style", "explain"];

/** The codicon of each kind, for lists. */
export const kindIcons: Readonly<Record<NoteKind, string>> = {
  explain: "comment",
  risk: "warning",
  bug: "bug",
  style: "paintcan",
};

/** A note's text where Markdown is not drawn. */
export function plainText({ text }: Note): string {
  return text.replaceAll("`", "");
}

/** The one quiet line after the code: the first note, and how many more there are. */
export function marginText(notes: readonly Note[]): string {
  const [first, ...others] = notes;
  if (!first) return "";
  const plain = plainText(first);
  const short = plain.length <= maxCharacters ? plain : `${plain.slice(0, maxCharacters).trimEnd()}…`;
  return others.length === 0 ? short : `${short} +${String(others.length)}`;
}

/** The full text of a note with what can be done with it. Only the second part may run commands, and only these three. */
export function noteHover(note: Note): vscode.MarkdownString[] {
  const text = new vscode.MarkdownString(`**${wordKind(note.kind)}** · ${safeMarkdown(note.text)}`);
  const target = encodeURIComponent(JSON.stringify([note.id]));
  const link = (title: string, command: string): string => `[${title}](command:${command}?${target})`;
  const actions = new vscode.MarkdownString(
    [
      link(t("Dismiss"), "gloss.note.dismiss"),
      link(t("Ask about this"), "gloss.note.ask"),
      link(t("Turn into comment"), "gloss.note.turnIntoComment"),
    ].join(" · "),
  );
  actions.isTrusted = {
    enabledCommands: ["gloss.note.dismiss", "gloss.note.ask", "gloss.note.turnIntoComment"],
  };
  return [text, actions];
}

/** How many notes there are, how many have no place, and whether there might be more; in one line. */
export function wordCounts({
  placed,
  unplaced,
  cut,
  tooLong,
}: Pick<Annotated, "placed" | "unplaced" | "cut" | "tooLong">): string {
  return [
    placed === 1 ? t("1 note") : t("{0} notes", placed),
    ...(unplaced === 1 ? [t("1 left out: its line is not in the code")] : []),
    ...(unplaced > 1 ? [t("{0} left out: their lines are not in the code", unplaced)] : []),
    ...(tooLong === 1 ? [t("1 line left out: too long for the model")] : []),
    ...(tooLong > 1 ? [t("{0} lines left out: too long for the model", tooLong)] : []),
    ...(cut > 0 ? [t("ended early: select less, or ask again")] : []),
  ].join(" · ");
}
