import ignore from "ignore";
import * as vscode from "vscode";
import { isSecretPath } from "./secretPath";

/** Larger files are data or generated. */
const maxBytes = 2_000_000;
/** How long the rules of a folder are trusted; they change rarely, and one question asks for many files. */
const rulesMs = 10_000;

interface Rules {
  readonly readAt: number;
  readonly isIgnored: (path: string) => boolean;
}

const rulesByFolder = new Map<string, Rules>();

/** Whether a file must not be added to a question by itself: it looks secret, is ignored by Git, huge, or outside. */
export async function isKeptOut(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme === "untitled") return false;
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (!root) return true;
  const path = uri.path.slice(root.path.length + 1);
  if (isSecretPath(path) || /(?:^|\/)(?:node_modules|\.git)\//.test(path)) return true;
  return (await isIgnored(root, path)) || (await isHuge(uri));
}

async function isHuge(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size > maxBytes;
  } catch {
    return true; // gone meanwhile, or not readable
  }
}

/** Each folder on the way may have rules for what is below it. */
async function isIgnored(root: vscode.Uri, path: string): Promise<boolean> {
  const parts = path.split("/");
  for (let depth = 0; depth < parts.length; depth += 1) {
    const folder = vscode.Uri.joinPath(root, ...parts.slice(0, depth));
    const { isIgnored: ignores } = await rulesOf(folder);
    if (ignores(parts.slice(depth).join("/"))) return true;
  }
  return false;
}

async function rulesOf(folder: vscode.Uri): Promise<Rules> {
  const key = folder.toString();
  const known = rulesByFolder.get(key);
  if (known && Date.now() - known.readAt < rulesMs) return known;
  const rules = { readAt: Date.now(), isIgnored: await readRules(vscode.Uri.joinPath(folder, ".gitignore")) };
  if (rulesByFolder.size > 500) rulesByFolder.clear();
  rulesByFolder.set(key, rules);
  return rules;
}

async function readRules(file: vscode.Uri): Promise<Rules["isIgnored"]> {
  try {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const rules = ignore().add(text);
    return (path) => rules.ignores(path);
  } catch {
    return () => false; // most folders have none
  }
}
