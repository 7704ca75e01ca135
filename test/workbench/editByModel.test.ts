import assert from "node:assert/strict";
import * as vscode from "vscode";
import { sumFunction } from "../support/sumFunction";
import { closeProposals, proposalTab, proposed, run, textOf } from "./proposals";
import { eventually, fileUri, openAndSelect, sentText } from "./support";

const whole = `export ${sumFunction}`;
/** A function without its return: an error for TypeScript, and a bug that the toy model mends. */
const broken = whole.replace("\n  return total;", "");
const mended = "  return total;\n}";

async function write(name: string, text: string): Promise<vscode.Uri> {
  await vscode.workspace.fs.writeFile(fileUri(name), Buffer.from(text));
  return fileUri(name);
}

/** The entry of the light bulb at a problem. */
async function lightBulb(uri: vscode.Uri, { message, range }: vscode.Diagnostic): Promise<vscode.Command> {
  return eventually("the entry of the light bulb", async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    return actions.find(({ title }) => title.startsWith(`Fix with Gloss: ${message.slice(0, 40)}`))?.command;
  });
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

function runAction({ command, arguments: given = [] }: vscode.Command): Thenable<unknown> {
  return run(command, ...(given as readonly unknown[]));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

describe("the light bulb", () => {
  it("has a fix for each problem at its place, and for three of those in a selection", async () => {
    const uri = await write("problems.txt", "one two\nthree\n");
    await openAndSelect({ file: "problems.txt" }, 1, 1);
    const at = new vscode.Range(0, 0, 0, 3);
    const problems = ["a", "b", "c", "d", "e"].map((message) => new vscode.Diagnostic(at, message));
    const collection = vscode.languages.createDiagnosticCollection("test");
    collection.set(uri, problems);
    const fixesAt = async (range: vscode.Range): Promise<number> => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
      );
      return actions.filter(({ title }) => title.startsWith("Fix with Gloss: ")).length;
    };
    try {
      await eventually("a fix for each", async () => ((await fixesAt(at)) === 5 ? true : undefined));
      assert.equal(await fixesAt(new vscode.Range(0, 1, 0, 1)), 5);
      assert.equal(await fixesAt(new vscode.Range(0, 0, 1, 5)), 3);
    } finally {
      collection.dispose();
    }
  });
});

describe("edits by the toy model", () => {
  afterEach(closeProposals);

  const errorIn = (uri: vscode.Uri): vscode.Diagnostic | undefined =>
    vscode.languages.getDiagnostics(uri).find(({ message }) => message.includes("must return a value"));

  /** Asks for the missing return, and waits for the proposal. */
  async function proposeReturn(name: string): Promise<vscode.TextDocument> {
    await write(name, `${broken}\n`);
    const { document } = await openAndSelect({ file: name }, 1, 6);
    await run("gloss.fixSelection");
    await proposed((text) => text.includes(mended));
    return document;
  }

  it("are shown in a diff of the file, made, taken back and made again", async () => {
    const before = `// prices\n\n${broken}\n\nexport const last = 1;\n`;
    await write("change.ts", before);
    const { document } = await openAndSelect({ file: "change.ts" }, 3, 8);
    await run("gloss.editSelection", "Add the missing return");
    const text = await proposed((shown) => shown.includes(mended));
    assert.equal(proposalTab()?.original.toString(), document.uri.toString());
    assert.equal(document.getText(), before, "nothing may change before it is accepted");
    await run("gloss.proposal.accept");
    await textOf(document, text);
    assert.ok(text.startsWith("// prices\n\n") && text.endsWith("\n\nexport const last = 1;\n"));
    assert.ok(document.isDirty, "saving is left to the person");
    assert.equal(proposalTab(), undefined);
    await run("undo");
    await textOf(document, before);
    await run("redo");
    await textOf(document, text);
  });

  it("change a text that was never saved", async () => {
    const { document } = await openAndSelect({ content: `${broken}\n`, language: "typescript" }, 1, 6);
    await run("gloss.editSelection", "Add the missing return");
    const text = await proposed((shown) => shown.includes(mended));
    await run("gloss.proposal.accept");
    await textOf(document, text);
    assert.ok(document.isUntitled);
  });

  it("change a cell of a notebook, from the selection in it", async () => {
    const cells = ["const first = 1;", broken].map(
      (code) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, "typescript"),
    );
    const notebook = await vscode.workspace.openNotebookDocument(
      "jupyter-notebook",
      new vscode.NotebookData(cells),
    );
    const editor = await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(1);
    editor.selection = new vscode.NotebookRange(1, 2);
    await run("notebook.cell.edit");
    await eventually("the cell's own editor", () =>
      vscode.window.activeTextEditor?.document === document ? true : undefined,
    );
    await run("editor.action.selectAll");
    await run("gloss.editSelection", "Add the missing return");
    const text = await proposed((shown) => shown.includes(mended));
    await run("gloss.proposal.accept");
    await textOf(document, text);
    assert.equal(notebook.cellAt(0).document.getText(), "const first = 1;");
  });

  it("mend an error of TypeScript from its light bulb, around the function that it stands in", async () => {
    const uri = await write("fix.ts", `export const first = 1;\n\n${broken}\n`);
    const { document } = await openAndSelect({ file: "fix.ts" }, 3, 3);
    const problem = await eventually("the error", () => errorIn(uri));
    await runAction(await lightBulb(uri, problem));
    const text = await proposed((shown) => shown.includes(mended));
    assert.match((await sentText()).replace(/^[^]*Diagnostics:\n/, ""), /^line 3: .*must return a value/);
    await run("gloss.proposal.accept");
    await textOf(document, text);
    await eventually("the error is gone", () => (errorIn(uri) ? undefined : true));
  });

  it("mend what a failed test says, from its diagnostic", async () => {
    const uri = await write("clamp.test.js", `${broken.replaceAll(/: number(\[\])?/g, "")}\n`);
    await openAndSelect({ file: "clamp.test.js" }, 1, 1);
    const failures = vscode.languages.createDiagnosticCollection("tests");
    const failure = new vscode.Diagnostic(new vscode.Range(2, 2, 2, 10), "expected 6, but got undefined");
    failure.source = "a test runner";
    failures.set(uri, [failure]);
    await runAction(await lightBulb(uri, failure));
    await proposed((shown) => shown.includes(mended));
    const sent = await sentText();
    failures.dispose();
    assert.match(sent, /Diagnostics:\nline 3: expected 6, but got undefined/);
  });

  /** Types a line above all code as soon as something looks up what surrounds the code: before the model has read it. */
  function typeAbove({ uri }: vscode.TextDocument, line: string): vscode.Disposable {
    let typed: Thenable<boolean> | undefined;
    const provideDefinition = async (): Promise<undefined> => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, new vscode.Position(0, 0), line);
      await (typed ??= vscode.workspace.applyEdit(edit));
    };
    return vscode.languages.registerDefinitionProvider({ pattern: uri.fsPath }, { provideDefinition });
  }

  for (const [command, code, wanted] of [
    ["gloss.fixSelection", broken, mended],
    ["gloss.documentSelection", whole, "/**"],
  ] as const) {
    it(`replace the right lines where a person types above them meanwhile: ${command}`, async () => {
      // Its own file: the editor may still have the other one, as it was changed.
      await write(`${command}.ts`, `${code}\n\nexport const last = 1;\n`);
      const { document } = await openAndSelect({ file: `${command}.ts` }, 1, code.split("\n").length);
      const typing = typeAbove(document, "export const first = 1;\n");
      try {
        await run(command);
      } finally {
        typing.dispose();
      }
      const text = await proposed((shown) => shown.includes(wanted));
      const kept = command === "gloss.fixSelection" ? "export function sumPrices(" : "/**";
      assert.ok(text.startsWith(`export const first = 1;\n${kept}`), text);
      assert.ok(text.endsWith("\n}\n\nexport const last = 1;\n"), text);
      await run("gloss.proposal.accept");
      await textOf(document, text);
    });
  }

  it("are refined in further words, with what came before", async () => {
    await proposeReturn("refine.ts");
    await run("gloss.proposal.refine", "Shorter");
    const sent = await sentText();
    assert.match(sent, /Fix this code\. [^]*<!-- assistant -->\n```[^]*<!-- user -->\nShorter\. Answer with/);
    await run("workbench.action.closeActiveEditor");
    // A refined answer that is refused leaves the first one.
    const text = await proposed();
    assert.ok(text.startsWith("export function sumPrices("), text);
    await run("gloss.proposal.accept");
  });

  it("are asked for again, and stay until there is another", async () => {
    const document = await proposeReturn("again.ts");
    const first = await sentText();
    await run("workbench.action.closeActiveEditor");
    await run("gloss.proposal.regenerate");
    assert.equal(await sentText(), first, "the same question");
    await run("workbench.action.closeActiveEditor");
    await proposed((text) => text !== "");
    assert.equal(document.getText(), `${broken}\n`);
  });

  it("go on from an edit that was accepted, with all that was sent for it", async () => {
    const document = await proposeReturn("goOn.ts");
    const first = await sentText();
    await run("workbench.action.closeActiveEditor");
    const accepted = await proposed();
    await run("gloss.proposal.accept");
    await textOf(document, accepted);
    await eventually("the error is gone", () => (errorIn(document.uri) ? undefined : true));
    await openAndSelect({ file: "goOn.ts" }, 1, 7);
    await run("gloss.documentSelection");
    const text = await proposed((shown) => shown.startsWith("/**"));
    const sent = await sentText();
    assert.ok(sent.startsWith(`${first}\n\n<!-- assistant -->\n`), sent);
    assert.match(sent, /\n<!-- user -->\nThe code is now as in your last answer\. Write a doc comment\./);
    await run("workbench.action.closeActiveEditor");
    await run("gloss.proposal.accept");
    await textOf(document, text);
    assert.match(text, /^\/\*\*\n \* /);
    assert.ok(text.endsWith(`\n${accepted}`), text);
  });

  it("start anew where the code was changed after it was accepted", async () => {
    const document = await proposeReturn("anew.ts");
    await run("gloss.proposal.accept");
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), "  // mine\n");
    await vscode.workspace.applyEdit(edit);
    await openAndSelect({ file: "anew.ts" }, 1, 8);
    await run("gloss.documentSelection");
    assert.ok(!(await sentText()).includes("<!-- assistant -->"));
  });

  describe("and a save by the person", () => {
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("editor");
    const set = async (key: string, value: unknown): Promise<void> =>
      settings().update(key, value, vscode.ConfigurationTarget.Global);
    let fixer: vscode.Disposable | undefined;
    afterEach(async () => {
      fixer?.dispose();
      await set("formatOnSave", undefined);
      await set("codeActionsOnSave", undefined);
    });

    /** A linter's fix for all of a file, as it is asked for on save: every sum starts at a number with a point. */
    function fixAll(uri: vscode.Uri): vscode.Disposable {
      const kind = vscode.CodeActionKind.SourceFixAll.append("gloss-test");
      const provideCodeActions = (document: vscode.TextDocument): vscode.CodeAction[] => {
        const offset = document.getText().indexOf("= 0;");
        if (offset < 0) return [];
        const fix = new vscode.CodeAction("Fix all", kind);
        fix.edit = new vscode.WorkspaceEdit();
        const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + 4));
        fix.edit.replace(document.uri, range, "= 0.0;");
        return [fix];
      };
      return vscode.languages.registerCodeActionsProvider(
        { pattern: uri.fsPath },
        { provideCodeActions },
        { providedCodeActionKinds: [kind] },
      );
    }

    /** Accepts a proposal in a file with more to mend than what the model was asked for. */
    async function accept(name: string): Promise<vscode.TextDocument> {
      const document = await proposeReturn(name);
      fixer = fixAll(document.uri);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(6, 0), "const   spaced=1\n");
      await vscode.workspace.applyEdit(edit);
      await run("gloss.proposal.accept");
      await eventually("the edit", () => (document.getText().includes(mended) ? true : undefined));
      // A save waits for neither of them if it is still being started.
      await eventually("the formatter and the fixes", async () => {
        const { uri, lineCount } = document;
        const all = new vscode.Range(0, 0, lineCount, 0);
        const kind = vscode.CodeActionKind.SourceFixAll.value;
        const format = await run("vscode.executeFormatDocumentProvider", uri, { tabSize: 2 });
        const fixes = await run("vscode.executeCodeActionProvider", uri, all, kind);
        return isFilled(format) && isFilled(fixes) ? true : undefined;
      });
      return document;
    }

    it("are formatted and fixed if that is what the person has set", async () => {
      await set("formatOnSave", true);
      await set("codeActionsOnSave", { "source.fixAll": "explicit" });
      const document = await accept("format.ts");
      assert.match(document.getText(), /= 0;/, "nothing is fixed before the save");
      await vscode.window.showTextDocument(document);
      await run("workbench.action.files.save");
      await eventually("the save", () => (document.isDirty ? undefined : true));
      assert.match(document.getText(), /\n {2}return total;\n\}\nconst spaced = 1\n$/);
      assert.match(document.getText(), /= 0\.0;/);
      // The fix, the format and the edit are steps of their own.
      for (let step = 0; step < 3 && document.getText().includes(mended); step += 1) await run("undo");
      await eventually("the text before", () => (document.getText().includes(mended) ? undefined : true));
    });

    it("are neither if it is not", async () => {
      const document = await accept("plain.ts");
      await vscode.window.showTextDocument(document);
      await run("workbench.action.files.save");
      await eventually("the save", () => (document.isDirty ? undefined : true));
      assert.match(document.getText(), /\n {2}return total;\n\}\nconst {3}spaced=1\n$/);
      assert.match(document.getText(), /= 0;/);
    });
  });

  it("write a test into a file of its own, which is not there before it is accepted", async () => {
    await write("tested/price.ts", `${whole}\n`);
    await openAndSelect({ file: "tested/price.ts" }, 1, 7);
    await run("gloss.writeTestFor");
    const test = fileUri("tested/price.test.ts");
    assert.match(await sentText(), /Write tests for this code\..*the whole file `tested\/price\.test\.ts`/);
    await run("workbench.action.closeActiveEditor");
    assert.ok(!(await exists(test)));
    // The toy model was not taught to write tests: most of its answers are refused by name, and nothing is made of them.
    await run("gloss.proposal.accept");
    if (!(await exists(test))) return;
    assert.match(Buffer.from(await vscode.workspace.fs.readFile(test)).toString(), /\S\n$/);
  });
});
