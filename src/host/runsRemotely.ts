import * as vscode from "vscode";

/** True where this code runs on the machine of a remote window, and the person sits at another. */
export function runsRemotely(): boolean {
  const kind = vscode.extensions.getExtension("gloss.gloss")?.extensionKind;
  return vscode.env.remoteName !== undefined && kind === vscode.ExtensionKind.Workspace;
}
