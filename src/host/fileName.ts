import { posix } from "node:path";
import type * as vscode from "vscode";

/** The name of a file without its folders, wherever it lies. */
export function fileName({ path }: vscode.Uri): string {
  return posix.basename(path);
}
