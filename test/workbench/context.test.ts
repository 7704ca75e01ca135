import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { watchEdits } from "../../src/host/context/recentEdits";
import { surroundings } from "../../src/host/context/surroundings";
import { GitRules } from "../../src/host/gitRules";
import { isKeptOut } from "../../src/host/keptOut";
import { mentionCandidates, mentionedItems } from "../../src/host/mentions";
import { repositoryOf } from "../../src/host/git";
import { closeProposals, proposed, textOf } from "./proposals";
import { copiedAnswer, eventually, fileUri, openAndSelect, select, sentText } from "./support";

const signal = new AbortController().signal;
const cart = [
  "export function cartTotal(prices: number[]): number {",
  "  return prices.reduce((sum, price) => sum + price, 0);",
  "}",
].join("\n");

/** A bug that the toy model mends. */
const drain = [
  "export function drainQueue(queue) {",
  "  let count = 0;",
  "  while (queue.length >= 0) {",
  "    const task = queue.shift();",
  "    draw(task);",
  "    count += 1;",
  "  }",
  "  return count;",
  "}",
].join("\n");

async function write(name: string, text: string): Promise<vscode.Uri> {
  await vscode.workspace.fs.writeFile(fileUri(name), Buffer.from(text));
  return fileUri(name);
}

const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];

function git(...args: string[]): void {
  execFileSync("git", [...identity, ...args], { cwd: fileUri(".").fsPath });
}

describe("what surrounds the code", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  /** A language server that never answers. */
  const stuck = (language: string): vscode.Disposable => {
    const never = (): Promise<undefined> => new Promise(() => undefined);
    return vscode.Disposable.from(
      vscode.languages.registerDefinitionProvider(language, { provideDefinition: never }),
      vscode.languages.registerReferenceProvider(language, { provideReferences: never }),
      vscode.languages.registerHoverProvider(language, { provideHover: never }),
      vscode.languages.registerDocumentSymbolProvider(language, { provideDocumentSymbols: never }),
    );
  };

  it("is there in time when a language server never answers, with what others found", async () => {
    const server = stuck("plaintext");
    const { document } = await openAndSelect(
      { content: `import one\n\n${cart}`, language: "plaintext" },
      3,
      5,
    );
    const started = Date.now();
    const items = await surroundings(document, new vscode.Range(2, 0, 4, 1), signal);
    const took = Date.now() - started;
    server.dispose();
    assert.ok(took < 4_000, `${String(took)} ms`);
    assert.deepEqual(
      items.filter(({ kind }) => kind === "imports").map(({ text }) => text),
      ["import one"],
    );
  });

  it("does not hold up a question or an edit when a language server never answers", async () => {
    const server = stuck("javascript");
    const content = `// ${"x".repeat(80)}\n`.repeat(5_000) + `${drain}\n` + "f();\n".repeat(5_000);
    const { document } = await openAndSelect({ content, language: "javascript" }, 5_001, 5_009);
    const problems = vscode.languages.createDiagnosticCollection("flood");
    problems.set(
      document.uri,
      Array.from(
        { length: 2_000 },
        (_, at) => new vscode.Diagnostic(new vscode.Range(at, 0, at, 5), "unused"),
      ),
    );
    await vscode.commands.executeCommand("gloss.explainSelection");
    assert.match((await copiedAnswer()) ?? "", /drainQueue/);
    assert.match(await sentText(), /lines 5001-5009:\n[^]*Explain this code\.$/);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await vscode.commands.executeCommand("gloss.thread.dismiss");
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    await select(editor, new vscode.Selection(5_000, 0, 5_008, 1));
    await vscode.commands.executeCommand("gloss.fixSelection");
    const text = await proposed((shown) => shown.includes("queue.length > 0"));
    await vscode.commands.executeCommand("gloss.proposal.accept");
    await textOf(document, content.replace("queue.length >= 0", "queue.length > 0"));
    assert.equal(text, document.getText());
    server.dispose();
    problems.dispose();
    await closeProposals();
  });

  it("has the gravest 20 of 2,000 problems in a file of 10,000 lines", async () => {
    const content = "const price = 1;\n".repeat(10_000);
    const { document } = await openAndSelect({ content, language: "plaintext" }, 1, 5_000);
    const problems = vscode.languages.createDiagnosticCollection("many");
    const at = (line: number): vscode.Diagnostic =>
      new vscode.Diagnostic(
        new vscode.Range(line, 0, line, 5),
        line === 4_000 ? "broken" : "unused",
        line === 4_000 ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Hint,
      );
    problems.set(
      document.uri,
      Array.from({ length: 2_000 }, (_, line) => at(line * 3 + (line === 1_333 ? 1 : 0))),
    );
    const items = await surroundings(document, new vscode.Range(0, 0, 4_999, 16), signal);
    problems.dispose();
    const [item] = items.filter(({ kind }) => kind === "diagnostics");
    assert.equal(item?.text.split("\n").length, 20);
    assert.match(item.text, /^line 4001: broken\n/);
  });

  it("has tests and uses of a function, in the same order each time", async () => {
    // With a project of its own, the language server looks into files that are not open.
    await write("cart/tsconfig.json", "{}");
    await write("cart/cart.ts", cart);
    await write(
      "cart/cart.test.ts",
      'import { cartTotal } from "./cart";\n\nassert.equal(cartTotal([1, 2]), 3);\n',
    );
    await write(
      "cart/shop.ts",
      'import { cartTotal } from "./cart";\n\nexport const due = cartTotal([4, 5]);\n',
    );
    const { document } = await openAndSelect({ file: "cart/cart.ts" }, 1, 3);
    const range = new vscode.Range(0, 0, 2, 1);
    // Each look has a second and a half, which is little on a busy machine: then something is missing.
    const look = (what: string) =>
      eventually(what, async () => {
        const found = await surroundings(document, range, signal);
        const kinds = new Set(found.map(({ kind }) => kind));
        return (["test", "reference", "type"] as const).every((kind) => kinds.has(kind)) ? found : undefined;
      });
    const items = await look("the language server knows the files");
    assert.match(items.find(({ kind }) => kind === "test")?.text ?? "", /assert\.equal\(cartTotal/);
    assert.match(items.find(({ kind }) => kind === "reference")?.text ?? "", /due = cartTotal/);
    assert.deepEqual(await look("the same again"), items);
    assert.doesNotMatch(items.find(({ kind }) => kind === "type")?.text ?? "", /loading/);
  });

  it("has what was edited just before, and what changed since the last commit", async () => {
    await write("pay.ts", `${cart}\n`);
    git("init", "-q");
    git("add", "pay.ts");
    git("commit", "-qm", "start");
    await write("pay.ts", `${cart.replace(", 0)", ", 1)")}\n`);
    await vscode.commands.executeCommand("git.openRepository", fileUri(".").fsPath);
    await eventually("Git knows the folder", async () => await repositoryOf(fileUri("pay.ts")));
    const watching = watchEdits();
    const other = await openAndSelect({ content: "let rate = 7;\n", language: "plaintext" }, 1, 1);
    await other.edit((edit) => edit.insert(new vscode.Position(0, 0), "// rates\n"));
    const { document } = await openAndSelect({ file: "pay.ts" }, 1, 3);
    const items = await surroundings(document, new vscode.Range(0, 0, 2, 1), signal);
    watching.dispose();
    assert.match(items.find(({ kind }) => kind === "change")?.text ?? "", /^-.*, 0\);\n\+.*, 1\);$/m);
    assert.match(items.find(({ kind }) => kind === "recent")?.text ?? "", /\/\/ rates\nlet rate/);
  });

  it("leaves out secret, ignored and huge files", async () => {
    await write("kept/.gitignore", "generated/\n");
    const out = [
      await write("kept/.env", "TOKEN=1"),
      await write("kept/generated/a.ts", "a"),
      await write("kept/huge.txt", "x".repeat(2_100_000)),
      vscode.Uri.file("/etc/hostname"),
    ];
    for (const uri of out) assert.ok(await isKeptOut(uri), uri.path);
    assert.ok(!(await isKeptOut(await write("kept/plain.ts", "a"))));
  });

  it("leaves out what the repository around the open folder ignores, in a further work tree too", async () => {
    const top = realpathSync(mkdtempSync(path.join(tmpdir(), "gloss-repository-")));
    const inTop = (...args: string[]): unknown => execFileSync("git", [...identity, ...args], { cwd: top });
    const put = (name: string, text: string): void => {
      mkdirSync(path.dirname(path.join(top, name)), { recursive: true });
      writeFileSync(path.join(top, name), text);
    };
    try {
      put("main/.gitignore", "*.local.ts\n/packages/app/drafts/\n*.log\n");
      put("main/packages/app/.gitignore", "!kept.log\n");
      inTop("init", "-q", "main");
      inTop("-C", "main", "add", ".");
      inTop("-C", "main", "commit", "-qm", "start");
      inTop("-C", "main", "worktree", "add", "-q", "../further");
      put("main/.git/info/exclude", "private/\n");
      const names = ["a.local.ts", "drafts/a.ts", "a.log", "src/private/a.ts", "kept.log", "src/a.ts"];
      for (const tree of ["main", "further"]) {
        const root = vscode.Uri.file(path.join(top, tree, "packages/app"));
        const rules = new GitRules();
        const looked = names.map((name) => rules.isIgnored(root, vscode.Uri.joinPath(root, name)));
        assert.deepEqual(await Promise.all(looked), [true, true, true, true, false, false], tree);
        assert.deepEqual(await rules.ignoredFolders(root), [], "something is taken back");
      }
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  });
});

describe("mentions", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("are offered by the beginning of a name, and secret files never", async () => {
    await write("mention/basketRows.ts", "export const basketRows = 1;\n");
    await write("mention/my basket.md", "# Basket\n");
    await write("mention/.env.basket", "TOKEN=1\n");
    const texts = (await mentionCandidates("@Basket")).map(({ text }) => text);
    assert.deepEqual(texts.slice(0, 2), ["@mention/basketRows.ts", '@"mention/my basket.md"']);
    assert.ok(!texts.some((text) => text.includes(".env")));
    assert.deepEqual(
      (await mentionCandidates("#s")).map(({ text }) => text),
      ["#selection"],
    );
    assert.deepEqual(await mentionCandidates("basket"), []);
  });

  it("bring files, the selection and problems along, and say what they do not", async () => {
    await write("mention/basketRows.ts", "export const basketRows = 1;\n");
    await write("mention/.env", "TOKEN=1\n");
    const editor = await openAndSelect({ content: "first();\nsecond();\n", language: "plaintext" }, 2, 2);
    const problems = vscode.languages.createDiagnosticCollection("mention");
    problems.set(editor.document.uri, [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 5), "never called")]);
    const question =
      "Compare @mention/basketRows.ts with #selection, #problems, @mention/.env and @nowhere.ts";
    const { items, unknown, keptOut } = await mentionedItems(question);
    problems.dispose();
    const [file, selection, problem] = items;
    assert.equal(file?.text, "export const basketRows = 1;\n");
    assert.equal(selection?.text, "second();");
    assert.match(problem?.text ?? "", /line 1: never called/);
    assert.deepEqual([unknown, keptOut], [["@nowhere.ts"], ["@mention/.env"]]);
  });

  it("go along with a question in a thread", async () => {
    await write("mention/basketRows.ts", "export const basketRows = 1;\n");
    await openAndSelect({ content: cart, language: "typescript" }, 1, 3);
    await vscode.commands.executeCommand("gloss.askSelection", {
      instruction: "Why not @mention/basketRows.ts?",
    });
    const sent = await sentText();
    await vscode.commands.executeCommand("gloss.thread.dismiss");
    assert.match(sent, /Other code:\n```ts\nexport const basketRows = 1;/);
    assert.match(sent, /Why not @mention\/basketRows\.ts\?$/);
  });

  it("bring a symbol along by its name", async () => {
    await write("mention/basket.ts", "export function emptyBasket(): number {\n  return 0;\n}\n");
    await openAndSelect({ file: "mention/basket.ts" }, 1, 3);
    const items = await eventually("the language server knows the symbol", async () => {
      const found = await mentionedItems("What does @emptyBasket do?");
      return found.items.length > 0 ? found.items : undefined;
    });
    assert.match(items[0]?.text ?? "", /^export function emptyBasket[^]*\n\}$/);
  });
});
