import * as vscode from "vscode";
import type { ContextItem } from "../../protocol/conversation";
import { isKeptOut } from "../keptOut";
import { innermostSymbol } from "../symbols";
import type { ContextProvider } from "./contextProvider";
import { namesIn } from "./namesIn";

const maxDefinitions = 8;
const maxLookups = 24;
const maxLines = 60;

/** Definitions, in the workspace and outside the code, of names used in it; in the order of use. */
export const definitions: ContextProvider = {
  value: 80,
  find: async ({ document, range }, { signal, add }) => {
    const found = new Set<string>();
    for (const { name, position } of namesIn(document, range).slice(0, maxLookups)) {
      if (signal.aborted || found.size >= maxDefinitions) return;
      const target = await definitionAt(document.uri, position);
      if (!target || isInside(target, document.uri, range) || !isOfWorkspace(target.uri)) continue;
      if (await isKeptOut(target.uri)) continue;
      const { key, item } = await definitionItem(name, target);
      if (!found.has(key)) add(item);
      found.add(key);
    }
  },
};

interface Target {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

async function definitionAt(uri: vscode.Uri, position: vscode.Position): Promise<Target | undefined> {
  const results = await vscode.commands.executeCommand<
    readonly (vscode.Location | vscode.LocationLink)[] | undefined
  >("vscode.executeDefinitionProvider", uri, position);
  const first = results?.[0];
  if (!first) return undefined;
  return "targetUri" in first
    ? { uri: first.targetUri, range: first.targetSelectionRange ?? first.targetRange }
    : { uri: first.uri, range: first.range };
}

function isInside(target: Target, uri: vscode.Uri, range: vscode.Range): boolean {
  return target.uri.toString() === uri.toString() && range.contains(target.range.start);
}

function isOfWorkspace(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined && !uri.path.includes("/node_modules/");
}

/** The definition with a key of its place: a type and its members lead to the same one. */
async function definitionItem(name: string, target: Target): Promise<{ key: string; item: ContextItem }> {
  const document = await vscode.workspace.openTextDocument(target.uri);
  const whole = (await innermostSymbol(document, target.range.start)) ?? target.range;
  const lastLine = Math.min(whole.end.line, whole.start.line + maxLines - 1);
  const lines = new vscode.Range(whole.start.line, 0, lastLine, document.lineAt(lastLine).text.length);
  const label = vscode.l10n.t("definition of `{0}`", name);
  return {
    key: `${target.uri.toString()}#${String(lines.start.line)}`,
    item: { kind: "definition", label, languageId: document.languageId, text: document.getText(lines) },
  };
}
