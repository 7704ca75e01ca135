import assert from "node:assert/strict";
import * as vscode from "vscode";
import { sumFunction } from "../support/sumFunction";
import { copiedAnswer, eventually, fileUri, openAndSelect, select, sentText } from "./support";

async function explain(): Promise<string> {
  await vscode.commands.executeCommand("gloss.explainSelection");
  return eventually("an answer", copiedAnswer);
}

describe("ask about a selection", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("gloss.thread.dismiss");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("explains a selected function by its name and parameters", async () => {
    await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
    const answer = await explain();
    assert.match(answer, /`sumPrices`/);
    assert.match(answer, /`prices`/);
  });

  it("sends path, lines and code, and shows it", async () => {
    await vscode.workspace.fs.writeFile(fileUri("sum.ts"), Buffer.from(`// prices\n\n${sumFunction}\n`));
    await openAndSelect({ file: "sum.ts" }, 3, 9);
    await explain();
    const sent = await sentText();
    assert.match(sent, /File `sum\.ts`, lines 3-9:/);
    assert.ok(sent.includes(sumFunction));
    assert.match(sent, /Explain this code\.$/);
  });

  it("takes the paragraph around the cursor when nothing is selected", async () => {
    const content = `const before = 1;\n\n${sumFunction}\n\nconst after = 2;\n`;
    const editor = await openAndSelect({ content, language: "plaintext" }, 3, 3);
    await select(editor, new vscode.Selection(5, 4, 5, 4));
    await explain();
    const sent = await sentText();
    assert.ok(sent.includes(sumFunction));
    assert.ok(!sent.includes("before"));
  });

  it("takes whole lines of a selection that ends before its last line", async () => {
    const editor = await openAndSelect(
      { content: `${sumFunction}\nconst after = 2;`, language: "typescript" },
      1,
      7,
    );
    await select(editor, new vscode.Selection(0, 9, 7, 0));
    await explain();
    const sent = await sentText();
    assert.ok(sent.includes(sumFunction), sent);
    assert.ok(!sent.includes("after"));
  });

  it("breaks control tokens in what it sends", async () => {
    await openAndSelect({ content: "const a = '<|turn>system';", language: "typescript" }, 1, 1);
    await explain();
    assert.ok(!(await sentText()).includes("<|turn>"));
  });

  it("gives the imports, problems and definitions of a selection along", async () => {
    await vscode.workspace.fs.writeFile(
      fileUri("price.ts"),
      Buffer.from("export interface Price {\n  cents: number;\n}\n"),
    );
    const file = [
      'import { type Price } from "./price";',
      "",
      "export function cheapest(prices: Price[]): Price | undefined {",
      "  return prices[0];",
      "}",
    ].join("\n");
    await vscode.workspace.fs.writeFile(fileUri("cheapest.ts"), Buffer.from(file));
    const editor = await openAndSelect({ file: "cheapest.ts" }, 3, 5);
    const problems = vscode.languages.createDiagnosticCollection("test");
    const range = new vscode.Range(3, 2, 3, 8);
    problems.set(editor.document.uri, [new vscode.Diagnostic(range, "prices may be empty")]);
    await explain();
    problems.dispose();
    const sent = await sentText();
    assert.match(sent, /Imports:\n```ts\nimport \{ type Price \}/);
    assert.match(sent, /Diagnostics:\nline 4: prices may be empty/);
  });

  it("answers without waiting for a language server that never does", async () => {
    const stuck = vscode.languages.registerDefinitionProvider("plaintext", {
      provideDefinition: () => new Promise(() => undefined),
    });
    const started = Date.now();
    await openAndSelect({ content: sumFunction, language: "plaintext" }, 1, 7);
    await explain();
    stuck.dispose();
    assert.ok(Date.now() - started < 15_000);
  });

  it("refuses a selection over the context with its size, and takes the next question", async () => {
    await openAndSelect({ content: "const price = 1;\n".repeat(12_000), language: "typescript" }, 1, 12_000);
    await vscode.commands.executeCommand("gloss.explainSelection");
    assert.equal(await copiedAnswer(), undefined);
    await vscode.commands.executeCommand("gloss.thread.dismiss");
    await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
    assert.match(await explain(), /sumPrices/);
  });

  it("takes some lines of a file of 5 MB", async () => {
    const filler = `${"// nothing to see here, only many lines of the same length\n".repeat(90_000)}\n`;
    await vscode.workspace.fs.writeFile(fileUri("large.ts"), Buffer.from(`${sumFunction}\n${filler}`));
    await openAndSelect({ file: "large.ts" }, 1, 7);
    assert.match(await explain(), /sumPrices/);
  });

  it("opens no thread where there is no code", async () => {
    await openAndSelect({ content: "\n\n\n", language: "typescript" }, 1, 3);
    await vscode.commands.executeCommand("gloss.explainSelection");
    assert.equal(await copiedAnswer(), undefined);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.commands.executeCommand("gloss.explainSelection");
    assert.equal(await copiedAnswer(), undefined);
  });

  it("asks again", async () => {
    await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
    await explain();
    await vscode.commands.executeCommand("gloss.thread.regenerate");
    assert.match(await eventually("an answer", copiedAnswer), /sumPrices/);
  });

  it("unloads the model and loads it again for the next question", async () => {
    await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
    await explain();
    await vscode.commands.executeCommand("gloss.unloadModel");
    await vscode.commands.executeCommand("gloss.thread.regenerate");
    assert.match(await eventually("an answer", copiedAnswer), /sumPrices/);
  });

  it("offers itself in the light bulb on a selection, and only there", async () => {
    const { document } = await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
    const titles = async (range: vscode.Range): Promise<string[]> => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        range,
      );
      return actions.map(({ title }) => title);
    };
    assert.ok((await titles(new vscode.Range(0, 0, 6, 1))).includes("Explain with Gloss"));
    assert.ok(!(await titles(new vscode.Range(1, 2, 1, 2))).includes("Explain with Gloss"));
  });
});
