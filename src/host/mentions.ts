import * as vscode from "vscode";
import type { ContextItem } from "../protocol/conversation";
import { problemLines } from "./context/diagnostics";
import { passage } from "./context/passage";
import { codeUnderCursor } from "./editorContext";
import { isKeptOut } from "./keptOut";
import { mentionsIn, mentionText, type Mention } from "./mentionWords";
import { timeBox } from "./timeBox";
import { workspaceCandidates } from "./workspaceCandidates";

/** Something that can be mentioned in a question. */
export interface MentionCandidate {
  /** What is written into the question, e.g. `@src/rows.ts`. */
  readonly text: string;
  readonly kind: "file" | "symbol" | "selection" | "problems";
  /** Where it is, for a person. */
  readonly detail: string;
}

/** What the mentions of a question bring along. */
export interface MentionedItems {
  readonly items: readonly ContextItem[];
  /** Mentions that lead to nothing, as they were written. */
  readonly unknown: readonly string[];
  /** Mentions of what is no text, or took too long to read. */
  readonly unread: readonly string[];
  /** Mentions of files that are not sent: secret, ignored or too large. */
  readonly keptOut: readonly string[];
}

const maxCandidates = 30;
const maxListed = 400;
const maxProblems = 50;
const maxSymbolLines = 200;
const lookupMs = 1_000;
const mentionMs = 5_000;

/** What a mention that begins like `prefix` (`@ro`, `#`) may become: best first. */
export async function mentionCandidates(prefix: string): Promise<readonly MentionCandidate[]> {
  const name = prefix.slice(1).replace(/^"/, "").toLowerCase();
  if (prefix.startsWith("#")) return fixedCandidates().filter(({ text }) => text.slice(1).startsWith(name));
  if (!prefix.startsWith("@")) return [];
  const [files, symbols] = await Promise.all([fileCandidates(name), symbolCandidates(name)]);
  return [...files, ...symbols].slice(0, maxCandidates);
}

/** Looks up all that a question mentions; the order is that of the question. */
export async function mentionedItems(question: string): Promise<MentionedItems> {
  const items: ContextItem[] = [];
  const unknown: string[] = [];
  const unread: string[] = [];
  const keptOut: string[] = [];
  for (const mention of mentionsIn(question)) {
    // One that cannot be read (binary, nothing selected) must not keep the question from being asked.
    const found = await timeBox<Found | "unread">(itemsOf(mention), "unread", mentionMs);
    if (found === "keptOut") keptOut.push(mention.text);
    else if (found === "unread") unread.push(mention.text);
    else if (found.length === 0) unknown.push(mention.text);
    else items.push(...found);
  }
  return { items, unknown, unread, keptOut };
}

function fixedCandidates(): MentionCandidate[] {
  const { t } = vscode.l10n;
  return [
    { text: "#selection", kind: "selection", detail: t("the selected code") },
    { text: "#problems", kind: "problems", detail: t("errors and warnings of the open file") },
  ];
}

async function fileCandidates(name: string): Promise<MentionCandidate[]> {
  // The characters that mean something in a pattern match any one character.
  const pattern = Array.from(name, (char) => (/[\\*?[\]{}]/.test(char) ? "?" : anyCase(char))).join("");
  const glob = name.includes("/") ? `**/${pattern}*` : `**/*${pattern}*`;
  const uris = await vscode.workspace.findFiles(glob, "**/node_modules/**", maxListed);
  const ranked = uris
    .map((uri) => ({ uri, path: vscode.workspace.asRelativePath(uri) }))
    .toSorted((a, b) => rank(a.path, name) - rank(b.path, name) || (a.path < b.path ? -1 : 1));
  const candidates: MentionCandidate[] = [];
  for (const { uri, path } of ranked) {
    if (candidates.length >= maxCandidates / 2) break;
    if (await isKeptOut(uri)) continue;
    candidates.push({ text: mentionText(path), kind: "file", detail: path });
  }
  return candidates;
}

/** Files that are called so first, then those that begin so, the shorter path before the longer. */
function rank(path: string, name: string): number {
  const base = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const isNamed = base === name || path.toLowerCase() === name;
  return (isNamed ? 0 : base.startsWith(name) ? 1_000 : 2_000) + path.length;
}

function anyCase(char: string): string {
  const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
  return lower === upper ? char : `[${lower}${upper}]`;
}

async function symbolCandidates(name: string): Promise<MentionCandidate[]> {
  if (name === "" || name.includes("/")) return [];
  const seen = new Set<string>();
  return (await workspaceSymbols(name)).flatMap((symbol) => {
    const text = mentionText(plainName(symbol));
    if (seen.has(text) || !text.toLowerCase().includes(name)) return [];
    seen.add(text);
    const { uri, range } = symbol.location;
    const path = vscode.workspace.asRelativePath(uri);
    const detail = vscode.l10n.t("{0}, line {1}", path, range.start.line + 1);
    return [{ text, kind: "symbol" as const, detail }];
  });
}

type Found = readonly ContextItem[] | "keptOut";

async function itemsOf({ kind, name }: Mention): Promise<Found> {
  if (kind === "hash") return name === "selection" ? selectionItems() : problemItems();
  const file = await fileNamed(name);
  if (file) return (await isKeptOut(file)) ? "keptOut" : [await fileItem(file)];
  const symbol = (await workspaceSymbols(name)).find((one) => plainName(one) === name);
  if (!symbol) return [];
  if (await isKeptOut(symbol.location.uri)) return "keptOut";
  const document = await vscode.workspace.openTextDocument(symbol.location.uri);
  const { start, end } = symbol.location.range;
  const item = passage(
    document,
    { first: start.line, last: Math.min(end.line, start.line + maxSymbolLines) },
    "snippet",
  );
  return [{ ...item, label: `\`${name}\`` }];
}

/** The file at a path relative to a workspace folder. */
async function fileNamed(path: string): Promise<vscode.Uri | undefined> {
  const plain = path.replaceAll("\\", "/");
  if (plain.split("/").includes("..")) return undefined;
  for (const file of workspaceCandidates(plain)) {
    if (await isFile(file)) return file;
  }
  return undefined;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false; // there is none
  }
}

async function fileItem(uri: vscode.Uri): Promise<ContextItem> {
  const document = await vscode.workspace.openTextDocument(uri);
  const label = `\`${vscode.workspace.asRelativePath(uri)}\``;
  return { kind: "snippet", label, languageId: document.languageId, text: document.getText() };
}

async function selectionItems(): Promise<ContextItem[]> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor) return [];
  const { range } = await codeUnderCursor(editor);
  return [passage(editor.document, { first: range.start.line, last: range.end.line }, "snippet")];
}

function problemItems(): ContextItem[] {
  const document = (vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0])?.document;
  if (!document) return [];
  const problems = vscode.languages
    .getDiagnostics(document.uri)
    .toSorted((a, b) => a.severity - b.severity || a.range.start.compareTo(b.range.start));
  if (problems.length === 0) return [];
  const path = vscode.workspace.asRelativePath(document.uri);
  const label = vscode.l10n.t("{0} problems of `{1}`", Math.min(maxProblems, problems.length), path);
  const text = `${path}:\n${problemLines(problems.slice(0, maxProblems))}`;
  return [{ kind: "diagnostics", label, languageId: "", text }];
}

async function workspaceSymbols(name: string): Promise<readonly vscode.SymbolInformation[]> {
  const work = vscode.commands.executeCommand<readonly vscode.SymbolInformation[] | undefined>(
    "vscode.executeWorkspaceSymbolProvider",
    name,
  );
  const found = (await timeBox(work, [], lookupMs)) ?? [];
  return found.filter(({ location }) => vscode.workspace.getWorkspaceFolder(location.uri) !== undefined);
}

// Some language servers put the parameters into the name.
function plainName({ name }: vscode.SymbolInformation): string {
  return name.replace(/\(.*$/s, "");
}
