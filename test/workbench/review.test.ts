import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as vscode from "vscode";
import { changedFiles } from "../../src/host/changedFiles";
import { repositoryOf, type GitRepository } from "../../src/host/git";
import { sumFunction } from "../support/sumFunction";
import { eventually, fileUri, hoverText, sentText } from "./support";

/** A new function that the toy model names in a commit message. */
const clamp = [
  "function clampPercent(percent: number, min: number, max: number): number {",
  "  if (percent < min) {",
  "    return max;",
  "  }",
  "  if (percent > max) {",
  "    return max;",
  "  }",
  "  return percent;",
  "}",
].join("\n");

/** A new function with a bug that the toy model names at its line. */
const recursion = [
  "export function sumTo(n: number): number {",
  "  if (n <= 0) {",
  "    return 0;",
  "  }",
  "  return n + sumTo(n + 1);",
  "}",
].join("\n");

function git(...args: string[]): void {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];
  execFileSync("git", [...identity, ...args], { cwd: fileUri(".").fsPath });
}

async function write(name: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(fileUri(name), Buffer.from(text));
}

/** The repository as Git's extension sees it once it has noticed that these files changed. */
async function repositoryWith(...names: string[]): Promise<GitRepository> {
  return eventually("Git has seen the changes", async () => {
    await vscode.commands.executeCommand("git.refresh");
    const repository = await repositoryOf(fileUri("review/sum.ts"));
    if (!repository) return undefined;
    const { indexChanges, workingTreeChanges, untrackedChanges = [] } = repository.state;
    const seen = [...indexChanges, ...workingTreeChanges, ...untrackedChanges].map(({ uri }) => uri.path);
    return names.every((name) => seen.includes(fileUri(name).path)) ? repository : undefined;
  });
}

describe("review of changes", () => {
  before(async () => {
    await write("review/sum.ts", `${sumFunction}\n`);
    await write("review/gone.ts", "gone();\n");
    git("init", "-q");
    git("add", "-f", "review");
    git("commit", "-qm", "start");
    await write("review/sum.ts", `${sumFunction.replace("total += price", "total -= price")}\n`);
    await write("review/staged.ts", `${clamp}\n`);
    await write("review/new.ts", "first();\nsecond();\n");
    await write("review/.env", "TOKEN=1\n");
    await vscode.workspace.fs.delete(fileUri("review/gone.ts"));
    git("add", "-f", "review/staged.ts", "review/.env");
    await vscode.commands.executeCommand("git.openRepository", fileUri(".").fsPath);
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("takes what is staged, or all, and leaves secrets out", async () => {
    const repository = await repositoryWith(
      "review/sum.ts",
      "review/staged.ts",
      "review/new.ts",
      "review/gone.ts",
    );
    const all = await changedFiles(repository, "all");
    const ours = all.files.filter(({ path }) => path.startsWith("review/"));
    assert.deepEqual(
      ours.map(({ path, hunks, isDeleted }) => [path, hunks.flatMap(({ lines }) => lines).length, isDeleted]),
      [
        ["review/gone.ts", 0, true],
        ["review/new.ts", 2, false],
        ["review/staged.ts", 9, false],
        ["review/sum.ts", 8, false],
      ],
    );
    assert.ok(all.keptOut.includes("review/.env"));
    const staged = await changedFiles(repository, "staged");
    assert.deepEqual(
      staged.files.filter(({ path }) => path.startsWith("review/")).map(({ path }) => path),
      ["review/staged.ts"],
    );
  });

  it("writes a commit message and keeps what was typed", async () => {
    const repository = await repositoryWith("review/sum.ts", "review/staged.ts");
    repository.inputBox.value = "typed before";
    await vscode.window.showTextDocument(fileUri("review/sum.ts"));
    await withFirstChoice(vscode.commands.executeCommand("gloss.writeCommitMessage"));
    assert.match(repository.inputBox.value, /^Add clampPercent\n[^]*\n\ntyped before$/);
    assert.match(await sentText(), /Recent commits:\n- start\n[^]*Diff of `review\/staged\.ts`:/);
  });

  it("puts notes on the lines that were changed, and touches no file", async () => {
    await write("review/recursion.ts", `${recursion}\n`);
    git("add", "-f", "review/recursion.ts");
    await repositoryWith("review/sum.ts", "review/recursion.ts");
    const { document } = await vscode.window.showTextDocument(fileUri("review/recursion.ts"));
    await withFirstChoice(vscode.commands.executeCommand("gloss.reviewChanges"));
    assert.match(await hoverText(document, 4), /Bug\*\* · It calls itself with `n \+ 1`/);
    assert.equal(document.getText(), `${recursion}\n`);
    await vscode.commands.executeCommand("gloss.dismissNotes");
    assert.equal(await hoverText(document, 4), "");
  });
});

/** Takes the first of what is offered, which is what is staged, until the work is done. */
async function withFirstChoice(work: Thenable<unknown>): Promise<void> {
  let isDone = false;
  const done = Promise.resolve(work).finally(() => {
    isDone = true;
  });
  await eventually("the work is done", async () => {
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    return isDone ? true : undefined;
  });
  await done;
}
