import * as vscode from "vscode";
import { GitRules } from "./gitRules";
import { isSecretPath } from "./secretPath";

/** Larger files are data or generated. */
const maxBytes = 2_000_000;
/** How long rules are trusted; they change rarely, and one question asks for many files. */
const rulesMs = 10_000;

let rules = new GitRules();
let rulesReadAt = 0;

/** Whether a file must not be added to a question by itself: it looks secret, is ignored by Git, huge, or outside. */
export async function isKeptOut(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme === "untitled") return false;
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (!root) return true;
  const path = uri.path.slice(root.path.length + 1);
  if (isSecretPath(path) || /(?:^|\/)(?:node_modules|\.git)\//.test(path)) return true;
  return (await currentRules().isIgnored(root, uri)) || (await isHuge(uri));
}

function currentRules(): GitRules {
  if (Date.now() - rulesReadAt > rulesMs) {
    rules = new GitRules();
    rulesReadAt = Date.now();
  }
  return rules;
}

async function isHuge(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size > maxBytes;
  } catch {
    return true; // gone meanwhile, or not readable
  }
}
