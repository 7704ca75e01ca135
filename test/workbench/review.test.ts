import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as vscode from "vscode";
import { changedFiles } from "../../src/host/changedFiles";
import { repositoryOf, type GitRepository } from "../../src/host/git";
import { sumFunction } from "../support/sumFunction";
import { eventually, fileUri } from "./support";

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
    await write("review/staged.ts", "staged();\n");
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
        ["review/staged.ts", 1, false],
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
    assert.match(repository.inputBox.value, /(^|\n\n)typed before$/);
  });

  it("goes through the changed files without touching them", async () => {
    await repositoryWith("review/sum.ts", "review/staged.ts");
    const { document } = await vscode.window.showTextDocument(fileUri("review/sum.ts"));
    const before = document.getText();
    await withFirstChoice(vscode.commands.executeCommand("gloss.reviewChanges"));
    assert.equal(document.getText(), before);
    await vscode.commands.executeCommand("gloss.dismissNotes");
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
