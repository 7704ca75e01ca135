import assert from "node:assert/strict";
import * as vscode from "vscode";
import { FollowedCode } from "../../src/features/edit/followedCode";
import { codeIn } from "../../src/host/editorContext";
import { sumFunction } from "../support/sumFunction";
import { closeProposals, proposalScheme, proposalTab, proposed, review, run, textOf } from "./proposals";
import { eventually, fileUri, openAndSelect } from "./support";

const renamed = sumFunction.replaceAll("prices", "items");

/** Puts the cursor on a line (from 0) of the proposal in front. */
async function atLine(line: number): Promise<void> {
  const editor = await eventually("the editor of the proposal", () => {
    const active = vscode.window.activeTextEditor;
    return active?.document.uri.scheme === proposalScheme ? active : undefined;
  });
  editor.selection = new vscode.Selection(line, 0, line, 0);
}

async function apply(write: (edit: vscode.WorkspaceEdit) => void): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  write(edit);
  await vscode.workspace.applyEdit(edit);
}

describe("edit", () => {
  afterEach(closeProposals);

  it("makes one change of several, and keeps the others to be looked at", async () => {
    const before = "const a = 1;\nconst b = 2;\nconst c = 3;\nconst d = 4;\n";
    const { document } = await openAndSelect({ content: before, language: "typescript" }, 1, 4);
    await review(document, [1, 4], "const a = 10;\nconst b = 2;\nconst c = 30;\nconst d = 4;");
    await proposed((shown) => shown.includes("30"));
    await atLine(2);
    await run("gloss.proposal.acceptChange");
    await textOf(document, before.replace("c = 3", "c = 30"));
    assert.ok(proposalTab(), "the diff is still open");
    await run("gloss.proposal.acceptChange");
    await textOf(document, before.replace("c = 3", "c = 30").replace("a = 1", "a = 10"));
    assert.equal(proposalTab(), undefined);
  });

  it("follows the code when the file changes above it", async () => {
    const { document } = await openAndSelect(
      { content: `const z = 0;\n${sumFunction}\n`, language: "typescript" },
      2,
      8,
    );
    await review(document, [2, 8], renamed);
    await proposed();
    await apply((edit) => edit.insert(document.uri, new vscode.Position(0, 0), "// one\n// two\n"));
    await proposed((shown) => shown.startsWith("// one\n"));
    await run("gloss.proposal.accept");
    await textOf(document, `// one\n// two\nconst z = 0;\n${renamed}\n`);
  });

  it("takes the change at the cursor after all of the file was written anew around the code", async () => {
    const before = "const a = 1;\nconst b = 2;\nconst c = 3;\n";
    const { document } = await openAndSelect({ content: before, language: "typescript" }, 1, 3);
    await review(document, [1, 3], "const a = 10;\nconst b = 2;\nconst c = 30;");
    await proposed((shown) => shown.includes("30"));
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    await apply((edit) => edit.replace(document.uri, all, `// one\n// two\n${before}`));
    await proposed((shown) => shown === "// one\n// two\nconst a = 10;\nconst b = 2;\nconst c = 30;\n");
    await atLine(4);
    await run("gloss.proposal.acceptChange");
    await textOf(document, `// one\n// two\n${before.replace("c = 3", "c = 30")}`);
  });

  it("makes a change again that was made and taken back", async () => {
    const before = "const a = 1;\nconst b = 2;\nconst c = 3;\n";
    const { document } = await openAndSelect({ content: before, language: "typescript" }, 1, 3);
    await review(document, [1, 3], "const a = 10;\nconst b = 2;\nconst c = 30;");
    await proposed((shown) => shown.includes("30"));
    await atLine(0);
    await run("gloss.proposal.acceptChange");
    await textOf(document, before.replace("a = 1", "a = 10"));
    await apply((edit) => edit.replace(document.uri, new vscode.Range(0, 0, 1, 0), "const a = 1;\n"));
    await run("gloss.proposal.accept");
    await textOf(document, before.replace("a = 1", "a = 10").replace("c = 3", "c = 30"));
  });

  it("finds the selected code after an input was open, and refuses it if it was changed", async () => {
    const before = "const a = 1;\nconst a = 1;\n";
    const { document } = await openAndSelect({ content: before, language: "typescript" }, 2, 2);
    const range = new vscode.Range(1, 0, 1, 12);
    const followed = new FollowedCode(document, { range, code: codeIn(document, range) });
    await apply((edit) => edit.insert(document.uri, new vscode.Position(0, 0), "// one\n"));
    assert.deepEqual([followed.now().range.start.line, followed.now().code.startLine], [2, 3]);
    await apply((edit) => edit.insert(document.uri, new vscode.Position(2, 6), "b"));
    assert.throws(() => followed.now(), /The code was changed/);
    followed.dispose();
  });

  it("refuses when the code itself was changed meanwhile, and keeps the proposal", async () => {
    const { document } = await openAndSelect({ content: `${sumFunction}\n`, language: "typescript" }, 1, 7);
    await review(document, [1, 7], renamed);
    await proposed();
    await apply((edit) => edit.insert(document.uri, new vscode.Position(1, 0), "  // mine\n"));
    const mine = document.getText();
    await run("gloss.proposal.accept");
    assert.equal(document.getText(), mine);
    assert.ok(proposalTab(), "the proposal is gone");
  });

  it("finds the code that an older answer is about, and does not guess where it is gone", async () => {
    const { document } = await openAndSelect(
      { content: `// new\n${sumFunction}\n`, language: "typescript" },
      1,
      1,
    );
    const range = new vscode.Range(0, 0, 6, 1);
    const asked = { uri: document.uri.toString(), range, code: renamed };
    await run("gloss.reviewAsDiff", { ...asked, original: sumFunction.replace("total", "sum") });
    assert.equal(proposalTab(), undefined);
    await run("gloss.reviewAsDiff", { ...asked, original: sumFunction });
    await proposed();
    await run("gloss.proposal.accept");
    await textOf(document, `// new\n${renamed}\n`);
  });

  it("keeps Windows line ends, a byte order mark and a last line without an end", async () => {
    const before = `\ufeff${`// ü\n${sumFunction}`.replaceAll("\n", "\r\n")}`;
    await vscode.workspace.fs.writeFile(fileUri("windows.ts"), Buffer.from(before));
    const { document } = await openAndSelect({ file: "windows.ts" }, 2, 8);
    await review(document, [2, 8], renamed);
    await proposed();
    await run("gloss.proposal.accept");
    await textOf(document, `// ü\n${renamed}`.replaceAll("\n", "\r\n"));
    await document.save();
    const saved = Buffer.from(await vscode.workspace.fs.readFile(document.uri)).toString();
    assert.equal(saved, `\ufeff${`// ü\n${renamed}`.replaceAll("\n", "\r\n")}`);
  });

  it("keeps tabs and what lies outside the basic plane", async () => {
    const code = 'func face() string {\n\tif true {\n\t\treturn "😀"\n\t}\n\treturn ""\n}';
    const { document } = await openAndSelect(
      { content: `package a // 😀😀\n\n${code}\n`, language: "go" },
      3,
      8,
    );
    await review(document, [3, 8], code.replace("true", "false").replaceAll("\t", "    "));
    await proposed();
    await run("gloss.proposal.accept");
    await textOf(document, `package a // 😀😀\n\n${code.replace("true", "false")}\n`);
  });

  it("keeps every line that stays in a file that mixes tabs and spaces", async () => {
    const code = "function f(a) {\n\tif (a) {\n        g(a);\n\t}\n    return a;\n}";
    const { document } = await openAndSelect({ content: `${code}\n`, language: "javascript" }, 1, 6);
    await review(document, [1, 6], "function f(a) {\n  if (a) {\n    h(a);\n  }\n  return a;\n}");
    await proposed();
    await run("gloss.proposal.accept");
    await eventually("the change", () => (document.getText().includes("h(a)") ? true : undefined));
    const [head, branch, call, end, last] = document.getText().split("\n");
    assert.deepEqual([head, branch, end, last], ["function f(a) {", "\tif (a) {", "\t}", "    return a;"]);
    assert.match(call ?? "", /^[\t ]+h\(a\);$/);
  });

  it("changes the last line of a file that ends without a line break", async () => {
    const { document } = await openAndSelect(
      { content: "const a = 1;\nconst b = 2;", language: "typescript" },
      2,
      2,
    );
    await review(document, [2, 2], "const b = 20;");
    await proposed();
    await run("gloss.proposal.accept");
    await textOf(document, "const a = 1;\nconst b = 20;");
  });

  it("edits a cell of a notebook", async () => {
    const cell = new vscode.NotebookCellData(
      vscode.NotebookCellKind.Code,
      "def two():\n    return 1",
      "python",
    );
    const notebook = await vscode.workspace.openNotebookDocument(
      "jupyter-notebook",
      new vscode.NotebookData([cell]),
    );
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(0);
    await review(document, [1, 2], "def two():\n    return 2");
    await proposed();
    await run("gloss.proposal.accept");
    await textOf(document, "def two():\n    return 2");
  });

  it("opens nothing for an answer that leaves code out, and has it at hand", async () => {
    const { document } = await openAndSelect({ content: `${sumFunction}\n`, language: "typescript" }, 1, 7);
    const cut = "function sumPrices(prices: number[]): number {\n  // ... rest unchanged\n}";
    await review(document, [1, 7], cut);
    assert.equal(proposalTab(), undefined);
    assert.equal(document.getText(), `${sumFunction}\n`);
  });

  it("warns before a change that no longer parses", async () => {
    const { document } = await openAndSelect({ content: `${sumFunction}\n`, language: "typescript" }, 1, 7);
    await review(document, [1, 7], sumFunction.replace("total = 0", "= = 0"));
    await proposed();
    const uri = proposalTab()?.modified;
    assert.ok(uri);
    const warning = await eventually("a warning", () =>
      vscode.languages.getDiagnostics(uri).find(({ source }) => source === "Gloss"),
    );
    assert.match(warning.message, /no longer parses: look at line 2/);
  });

  it("discards a proposal with its editor", async () => {
    const { document } = await openAndSelect({ content: `${sumFunction}\n`, language: "typescript" }, 1, 7);
    await review(document, [1, 7], renamed);
    await proposed();
    await run("workbench.action.closeActiveEditor");
    await eventually("no diff", () => (proposalTab() ? undefined : true));
    await run("gloss.proposal.accept");
    assert.equal(document.getText(), `${sumFunction}\n`);
  });

  it("leaves a file alone that the person has set to be read only", async () => {
    await vscode.workspace.fs.writeFile(fileUri("locked.ts"), Buffer.from(`${sumFunction}\n`));
    const settings = vscode.workspace.getConfiguration("files");
    await settings.update("readonlyInclude", { "**/locked.ts": true }, vscode.ConfigurationTarget.Global);
    const { document } = await openAndSelect({ file: "locked.ts" }, 1, 7);
    await review(document, [1, 7], renamed);
    const isProposed = proposalTab() !== undefined;
    await settings.update("readonlyInclude", undefined, vscode.ConfigurationTarget.Global);
    assert.ok(!isProposed);
    await review(document, [1, 7], renamed);
    await proposed();
  });

  it("does not edit what cannot be written", async () => {
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.parse("vscode://defaultsettings/keybindings.json"),
    );
    await review(document, [1, 2], "x");
    assert.equal(proposalTab(), undefined);
  });
});
