import assert from "node:assert/strict";
import * as vscode from "vscode";
import { NoteList } from "../../src/host/noteList";
import { sumFunction } from "../support/sumFunction";
import { eventually, fileUri, openAndSelect } from "./support";

const note = { quote: "let total = 0;", kind: "explain" as const, text: "Starts at nothing." };

function places(notes: NoteList, { uri }: vscode.TextDocument): string[] {
  return notes.in(uri).map(({ line, lineText }) => `${String(line)}: ${lineText.trim()}`);
}

describe("margin notes", () => {
  let notes: NoteList;
  beforeEach(() => {
    notes = new NoteList();
  });
  afterEach(async () => {
    notes.dispose();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("follow edits above, and go when their own line is typed in", async () => {
    const editor = await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 1);
    notes.add(editor.document, 1, note);
    notes.add(editor.document, 5, { ...note, text: "Gives it back." });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// prices\n\n"));
    assert.deepEqual(places(notes, editor.document), ["3: let total = 0;", "7: return total;"]);
    await editor.edit((edit) => edit.insert(new vscode.Position(7, 2), "void total; "));
    assert.deepEqual(places(notes, editor.document), ["3: let total = 0;"]);
    await editor.edit((edit) => edit.insert(new vscode.Position(3, 0), "    "));
    assert.deepEqual(places(notes, editor.document), ["3: let total = 0;"]);
  });

  it("follow several edits at once, and a whole text that is replaced", async () => {
    const editor = await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 1);
    for (const line of [1, 3, 5]) notes.add(editor.document, line, note);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), "// one\n");
      edit.insert(new vscode.Position(2, 0), "// two\n");
      edit.delete(new vscode.Range(3, 0, 4, 0));
    });
    assert.deepEqual(places(notes, editor.document), ["2: let total = 0;", "6: return total;"]);
    const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
    await editor.edit((edit) =>
      edit.replace(all, `\n\n${sumFunction.replace("  let total", "\tlet total")}`),
    );
    assert.deepEqual(places(notes, editor.document), ["3: let total = 0;", "7: return total;"]);
  });

  it("follow their file when it is renamed, and go with it", async () => {
    await vscode.workspace.fs.writeFile(fileUri("noted.ts"), Buffer.from(sumFunction));
    notes.add(await vscode.workspace.openTextDocument(fileUri("noted.ts")), 1, note);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(fileUri("noted.ts"), fileUri("renamed.ts"));
    await vscode.workspace.applyEdit(edit);
    await eventually("the notes are renamed", () =>
      notes.in(fileUri("renamed.ts")).length === 1 ? true : undefined,
    );
    const removal = new vscode.WorkspaceEdit();
    removal.deleteFile(fileUri("renamed.ts"));
    await vscode.workspace.applyEdit(removal);
    await eventually("the notes are gone", () => (notes.files.length === 0 ? true : undefined));
  });

  it("are placed anew when a file that changed unseen is opened", async () => {
    const lineText = "  let total = 0;";
    await vscode.workspace.fs.writeFile(fileUri("unseen.ts"), Buffer.from(`// new\n\n${sumFunction}`));
    notes.restore(fileUri("unseen.ts"), [
      { ...note, line: 1, lineText },
      { ...note, line: 2, lineText: "gone();" },
    ]);
    const document = await vscode.workspace.openTextDocument(fileUri("unseen.ts"));
    await eventually("the notes are placed", () =>
      places(notes, document).join() === "3: let total = 0;" ? true : undefined,
    );
  });

  it("take hundreds in a file of 10,000 lines in their stride", async () => {
    const content = "const price = 1;\n".repeat(10_000);
    const editor = await openAndSelect({ content, language: "plaintext" }, 1, 1);
    for (let line = 0; line < 500; line += 1)
      notes.add(editor.document, line * 20, { ...note, text: String(line) });
    const started = performance.now();
    for (let i = 0; i < 10; i += 1) await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "\n"));
    assert.ok(performance.now() - started < 2_000);
    assert.equal(notes.in(editor.document.uri).at(-1)?.line, 9_990);
  });

  it("are asked of the model without an error, and can be dismissed", async () => {
    const { document } = await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
    await vscode.commands.executeCommand("gloss.annotateSelection");
    await vscode.commands.executeCommand("gloss.dismissNotes");
    assert.equal(document.getText(), sumFunction);
  });
});
