import assert from "node:assert/strict";
import * as vscode from "vscode";
import { turnIntoComment } from "../../src/features/notes/noteCommands";
import { NoteList } from "../../src/host/noteList";
import { sumFunction } from "../support/sumFunction";
import { eventually, fileUri, hoverText, openAndSelect, sentText } from "./support";

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

  it("become comments above their line in a file that changed unseen, and nowhere if it is gone", async () => {
    const uri = fileUri("unseenComment.ts");
    await vscode.workspace.fs.writeFile(uri, Buffer.from(`// new\n\n${sumFunction}`));
    notes.restore(uri, [
      { ...note, line: 1, lineText: "  let total = 0;" },
      { ...note, line: 2, lineText: "gone();" },
    ]);
    const [here, gone] = notes.in(uri);
    assert.ok(here && gone);
    await turnIntoComment(notes, { uri, note: here });
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(text, /\{\n {2}\/\/ Starts at nothing\.\n {2}let total = 0;/);
    await assert.rejects(turnIntoComment(notes, { uri, note: gone }), /The line of this note has changed/);
    assert.equal((await vscode.workspace.openTextDocument(uri)).getText(), text);
  });

  it("become no comment in a string, nor in a file that is set to be read only", async () => {
    await vscode.workspace.fs.writeFile(
      fileUri("page.ts"),
      Buffer.from("const page = `\nlet total = 0;\n`;\n"),
    );
    const document = await vscode.workspace.openTextDocument(fileUri("page.ts"));
    const before = document.getText();
    const turnAt = async (line: number): Promise<void> => {
      notes.clear();
      notes.add(document, line, note);
      const [only] = notes.in(document.uri);
      assert.ok(only);
      await turnIntoComment(notes, { uri: document.uri, note: only });
    };
    await assert.rejects(turnAt(1), /become a part of the code or of a text/);
    const settings = vscode.workspace.getConfiguration("files");
    await settings.update("readonlyInclude", { "**/page.ts": true }, vscode.ConfigurationTarget.Global);
    try {
      await assert.rejects(turnAt(0), /read-only by the setting/);
    } finally {
      await settings.update("readonlyInclude", undefined, vscode.ConfigurationTarget.Global);
    }
    assert.equal(document.getText(), before);
  });

  it("keep their lines by the hundred in a file of 10,000 lines", async () => {
    const content = "const price = 1;\n".repeat(10_000);
    const editor = await openAndSelect({ content, language: "plaintext" }, 1, 1);
    for (let line = 0; line < 500; line += 1)
      notes.add(editor.document, line * 20, { ...note, text: String(line) });
    for (let i = 0; i < 10; i += 1) await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "\n"));
    assert.equal(notes.in(editor.document.uri).length, 500);
    assert.equal(notes.in(editor.document.uri).at(-1)?.line, 9_990);
  });

  it("leave out a line that is too long for the model, and are written on the others", async () => {
    const code = `const all = "${"x ".repeat(20_000)}";\n${sumFunction.replace("\n  return total;", "")}`;
    const { document } = await openAndSelect({ content: code, language: "typescript" }, 1, 7);
    await vscode.commands.executeCommand("gloss.annotateFile");
    const lines = Array.from({ length: document.lineCount - 1 }, (_, line) => line + 1);
    const found = (await Promise.all(lines.map((line) => hoverText(document, line)))).join("\n");
    assert.match(found, /`?sumPrices`?|`?total`?/);
    assert.equal(await hoverText(document, 0), "");
    await vscode.commands.executeCommand("gloss.dismissNotes");
  });

  it("are written by the model on the lines that it quotes, shown as they were asked for, and dismissed", async () => {
    const code = sumFunction.replace("\n  return total;", "");
    const { document } = await openAndSelect({ content: code, language: "typescript" }, 1, 6);
    await vscode.commands.executeCommand("gloss.annotateSelection");
    const lines = Array.from({ length: document.lineCount }, (_, line) => line);
    const found = (await Promise.all(lines.map((line) => hoverText(document, line)))).join("\n");
    assert.match(found, /`?sumPrices`?|`?total`?/);
    const sent = await sentText();
    assert.match(sent, /Write notes about this code\.[^]*<!-- schema -->\n\{[^]*"quote"/);
    await vscode.commands.executeCommand("gloss.dismissNotes");
    assert.deepEqual([...new Set(await Promise.all(lines.map((line) => hoverText(document, line))))], [""]);
    assert.equal(document.getText(), code);
  });
});
