import * as vscode from "vscode";
import { checkEditable } from "../../host/checkEditable";
import { codeUnderCursor, type CodeUnderCursor } from "../../host/editorContext";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { acceptAll, acceptChange } from "./accept";
import { registerEditActions } from "./codeActions";
import { Editing, type AskedPlace } from "./editing";
import { ProposalList } from "./proposalList";
import type { Proposal } from "./proposal";

type Act = (document: vscode.TextDocument, code: CodeUnderCursor) => Promise<void>;

/** Changes to code that a model proposes and a person looks at in a diff editor before they are made. */
export function registerEdit(services: Pick<Services, "engine" | "extension" | "log">): vscode.Disposable {
  const { log } = services;
  const proposals = new ProposalList();
  const editing = new Editing(services, proposals);
  const on = (name: string, run: (...args: readonly unknown[]) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(name, (...args: readonly unknown[]) => report(() => run(...args), log));
  const onSelection = async (act: Act): Promise<void> => {
    const editor = activeEditor();
    // Before anything is looked up or typed: who may not edit should hear it at once.
    await checkEditable(editor.document);
    await act(editor.document, await codeUnderCursor(editor));
  };
  const onProposal = (name: string, run: (proposal: Proposal) => Promise<void> | void): vscode.Disposable =>
    on(name, () => {
      const proposal = proposals.inFront();
      if (!proposal)
        throw new UserError(
          vscode.l10n.t("No proposal is in view. Open its tab, or select some code and edit it with Gloss."),
        );
      return run(proposal);
    });

  return vscode.Disposable.from(
    proposals,
    editing,
    registerEditActions(),
    on("gloss.editSelection", (given) =>
      onSelection((document, code) => editing.change(document, code, instructionIn(given))),
    ),
    on("gloss.fixSelection", async (uri, range) => {
      if (uri instanceof vscode.Uri && range instanceof vscode.Range) {
        const editor = await editorOf(uri);
        await checkEditable(editor.document);
        await editing.fix(editor.document, await codeUnderCursor(editor, around(range)));
      } else await onSelection((document, code) => editing.fix(document, code));
    }),
    on("gloss.documentSelection", () => onSelection((document, code) => editing.document(document, code))),
    on("gloss.writeTestFor", async () => {
      const editor = activeEditor();
      await editing.writeTest(editor.document, await codeUnderCursor(editor));
    }),
    on("gloss.reviewAsDiff", async (what) => {
      const { uri, code, ...where } = reviewIn(what);
      await editing.review(await vscode.workspace.openTextDocument(uri), where, code);
    }),
    onProposal("gloss.proposal.accept", (proposal) => editing.accept(proposal, acceptAll)),
    onProposal("gloss.proposal.acceptChange", (proposal) => editing.accept(proposal, acceptChange)),
    onProposal("gloss.proposal.discard", (proposal) => proposals.close(proposal)),
    onProposal("gloss.proposal.stop", (proposal) => proposals.stop(proposal)),
    onProposal("gloss.proposal.regenerate", (proposal) => editing.regenerate(proposal)),
    on("gloss.proposal.refine", (given) => {
      const proposal = proposals.inFront();
      return proposal && editing.refine(proposal, instructionIn(given));
    }),
    on("gloss.showRefusedAnswer", () => editing.showRefused()),
  );
}

// A voice command passes the instruction itself; a menu passes a document's address, which is none.
function instructionIn(given: unknown): string | undefined {
  return typeof given === "string" && given.trim() !== "" ? given : undefined;
}

/** The whole function around a problem, not just the word that it underlines. */
function around({ start }: vscode.Range): vscode.Selection {
  return new vscode.Selection(start, start);
}

async function editorOf(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  return shown ?? vscode.window.showTextDocument(uri);
}

function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError(vscode.l10n.t("Open a file and select some code first."));
  return editor;
}

interface Review extends AskedPlace {
  readonly uri: vscode.Uri;
  readonly code: string;
}

// From threads and the panel: data that crossed a boundary.
function reviewIn(what: unknown): Review {
  const { uri, range, code, original } = isRecord(what) ? what : {};
  const { start, end } = isRecord(range) ? range : {};
  const [from, to] = [positionIn(start), positionIn(end)];
  if (typeof uri !== "string" || typeof code !== "string" || !from || !to)
    throw new Error("gloss.reviewAsDiff needs {uri, range, code}");
  return {
    uri: vscode.Uri.parse(uri, true),
    range: new vscode.Range(from, to),
    original: typeof original === "string" ? original : undefined,
    code,
  };
}

function positionIn(value: unknown): vscode.Position | undefined {
  if (!isRecord(value)) return undefined;
  const { line, character } = value;
  return typeof line === "number" && typeof character === "number"
    ? new vscode.Position(line, character)
    : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
