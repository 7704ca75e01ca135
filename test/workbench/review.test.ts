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
  });

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
    git("add", "-A", "-f", "review/sum.ts", "review/gone.ts");
    git("reset", "-q", "review/.env");
    const repository = await repositoryWith("review/sum.ts");
    for (const other of repository.state.indexChanges) assert.ok(other.uri.path.includes("/review/"));
    repository.inputBox.value = "typed before";
    // With staged and other changes the person is asked which; only the staged ones are left here.
    git("stash", "push", "-q", "--keep-index", "--include-untracked");
    await eventually("only staged changes are left", async () => {
      await vscode.commands.executeCommand("git.refresh");
      const { workingTreeChanges, untrackedChanges = [] } = repository.state;
      return workingTreeChanges.length + untrackedChanges.length === 0 ? true : undefined;
    });
    await vscode.window.showTextDocument(fileUri("review/sum.ts"));
    await vscode.commands.executeCommand("gloss.writeCommitMessage");
    assert.match(repository.inputBox.value, /(^|\n\n)typed before$/);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
});
