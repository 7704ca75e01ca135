import * as vscode from "vscode";
import type { ContextItem } from "../protocol/conversation";

/** Kinds that a person would call "this function" or "this class"; a variable inside is not what they mean. */
const asked = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
]);

/** The range of the smallest function or type around a position, if a language extension knows one. */
export async function innermostSymbol(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Range | undefined> {
  const path = pathTo(await documentSymbols(document), (symbol) => symbol.range.contains(position));
  return path.findLast((symbol) => asked.has(symbol.kind))?.range;
}

/** The first lines of the functions and types that the range stands in, outermost first. */
export async function enclosingSymbols(
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<ContextItem[]> {
  const isAround = (symbol: vscode.DocumentSymbol): boolean =>
    symbol.range.contains(range) && symbol.range.start.line < range.start.line;
  const path = pathTo(await documentSymbols(document), isAround).filter((symbol) => asked.has(symbol.kind));
  if (path.length === 0) return [];
  const text = path.map((symbol) => document.lineAt(symbol.selectionRange.start.line).text).join("\n");
  const label = path.map((symbol) => `\`${symbol.name}\``).join(" › ");
  return [{ kind: "enclosing", label, languageId: document.languageId, text }];
}

/** The functions and types that begin in the range, outermost first. */
export async function symbolsIn(
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.DocumentSymbol[]> {
  const all = (symbols: readonly vscode.DocumentSymbol[]): vscode.DocumentSymbol[] =>
    symbols.flatMap((symbol) => [symbol, ...all(symbol.children)]);
  return all(await documentSymbols(document)).filter(
    ({ kind, selectionRange }) => asked.has(kind) && range.contains(selectionRange),
  );
}

async function documentSymbols(document: vscode.TextDocument): Promise<readonly vscode.DocumentSymbol[]> {
  const symbols = await vscode.commands.executeCommand<
    readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >("vscode.executeDocumentSymbolProvider", document.uri);
  return (symbols ?? []).flatMap((symbol) => ("children" in symbol ? [symbol] : []));
}

function pathTo(
  symbols: readonly vscode.DocumentSymbol[],
  isOnPath: (symbol: vscode.DocumentSymbol) => boolean,
): vscode.DocumentSymbol[] {
  const next = symbols.find(isOnPath);
  return next ? [next, ...pathTo(next.children, isOnPath)] : [];
}
