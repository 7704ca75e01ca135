import type * as vscode from "vscode";

/** A name and the first place where it is used. */
export interface NameUse {
  readonly name: string;
  readonly position: vscode.Position;
}

/** The names in a range that look like identifiers, in the order of their first use. */
export function namesIn(document: vscode.TextDocument, range: vscode.Range): NameUse[] {
  const start = document.offsetAt(range.start);
  const uses = new Map<string, NameUse>();
  for (const match of document.getText(range).matchAll(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu)) {
    const [name] = match;
    if (!uses.has(name)) uses.set(name, { name, position: document.positionAt(start + match.index) });
  }
  return [...uses.values()];
}
