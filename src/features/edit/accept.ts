import * as vscode from "vscode";
import { applyHunks, hunkAt, replacementsFor, type Hunk } from "../../edits/hunks";
import { UserError } from "../../host/userError";
import { checkEditable, checkTrusted } from "../../host/checkEditable";
import type { Proposal } from "./proposal";
import type { ProposalList } from "./proposalList";

/** Makes all changes of a proposal, as one step of undo, and shows the file. Saving is left to the person. */
export async function acceptAll(proposals: ProposalList, proposal: Proposal): Promise<void> {
  if (proposal.state.kind !== "ready") return;
  if (proposal.place.kind === "newFile") {
    await createFile(proposal.place.uri, proposal.state.newText);
    await proposals.close(proposal);
    await vscode.window.showTextDocument(proposal.place.uri);
    return;
  }
  const document = await makeChanges(proposal, proposal.hunks());
  const line = proposal.startLine();
  await proposals.close(proposal);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.revealRange(
    new vscode.Range(line, 0, line, 0),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}

/** Makes the one change that the cursor stands in, or the next one; the others stay to be looked at. */
export async function acceptChange(proposals: ProposalList, proposal: Proposal): Promise<void> {
  const { state, place } = proposal;
  if (state.kind !== "ready") return;
  const hunks = proposal.hunks();
  const hunk = chosenHunk(proposal, hunks);
  if (hunks.length <= 1 || place.kind === "newFile" || !hunk) return acceptAll(proposals, proposal);
  await makeChanges(proposal, [hunk]);
  proposals.put(proposal, state);
}

function chosenHunk(proposal: Proposal, hunks: readonly Hunk[]): Hunk | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return hunks[0];
  const line = Math.max(0, editor.selection.active.line - proposal.startLine());
  const side = editor.document.uri.toString() === proposal.uri.toString() ? "new" : "old";
  return hunkAt(hunks, line, side);
}

async function makeChanges(proposal: Proposal, hunks: readonly Hunk[]): Promise<vscode.TextDocument> {
  const { place, state, original } = proposal;
  if (place.kind !== "range" || state.kind !== "ready")
    throw new Error("a new file has no changes of its own");
  // The document may have been closed since: it is read anew, from disk if need be.
  const document = place.document.isClosed
    ? await vscode.workspace.openTextDocument(place.document.uri)
    : place.document;
  await checkEditable(document);
  const found = proposal.locate(document);
  if (found.kind === "changed") {
    throw new UserError(
      vscode.l10n.t(
        "The code was changed since it was sent, so the proposal does not fit any more. Ask again.",
      ),
    );
  }
  if (found.kind === "ambiguous") {
    throw new UserError(
      vscode.l10n.t(
        "The code moved, and stands in the file more than once now. Ask again where you mean it.",
      ),
    );
  }
  const text = applyHunks(original, state.newText, hunks);
  const edit = new vscode.WorkspaceEdit();
  // Only the lines that change: cursors, marks and notes in the others stay.
  for (const { start, end, newText } of replacementsFor(original, state.newText, hunks)) {
    const at = (offset: number): vscode.Position => document.positionAt(found.offset + offset);
    edit.replace(document.uri, new vscode.Range(at(start), at(end)), newText);
  }
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new UserError(vscode.l10n.t("The editor did not take the change. The proposal is still there."));
  }
  proposal.moveTo(found.offset, text);
  return document;
}

async function createFile(uri: vscode.Uri, text: string): Promise<void> {
  checkTrusted();
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: false, overwrite: false, contents: Buffer.from(text) });
  if (!(await vscode.workspace.applyEdit(edit))) {
    const name = vscode.workspace.asRelativePath(uri);
    throw new UserError(vscode.l10n.t("{0} could not be created; it may be there already.", name));
  }
}
