import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as vscode from "vscode";
import { insertAtCursor, openLink } from "../../src/features/panel/answerCode";
import { readText } from "../../src/host/readFile";
import { eventually, fileUri, openAndSelect } from "./support";

const close = () => vscode.commands.executeCommand("workbench.action.closeAllEditors");

async function write(name: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(fileUri(name), Buffer.from(text));
}

describe("files that an answer of the panel leads to", () => {
  after(async () => {
    await close();
    for (const name of ["linked", "locked.md"])
      await vscode.workspace.fs.delete(fileUri(name), { recursive: true });
  });

  it("are those of the workspace, whatever else has their path", async () => {
    await write("linked/one/page.md", "now");
    const earlier = vscode.workspace.registerTextDocumentContentProvider("earlier", {
      provideTextDocumentContent: () => "before",
    });
    await vscode.window.showTextDocument(fileUri("linked/one/page.md").with({ scheme: "earlier" }));
    await openLink("linked/one/page.md");
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, "file");
    earlier.dispose();
  });

  it("are found by the end of their path only where that is one file", async () => {
    await write("linked/two/page.md", "other");
    await write("linked/two/only.md", "only");
    for (const name of ["one/page.md", "two/page.md", "two/only.md"]) {
      await vscode.window.showTextDocument(fileUri(`linked/${name}`), { preview: false });
    }
    await openLink("only.md");
    assert.ok(vscode.window.activeTextEditor?.document.uri.path.endsWith("/linked/two/only.md"));
    await assert.rejects(openLink("page.md"), /leads nowhere/);
  });

  it("get no code where nothing may be edited", async () => {
    await write("locked.md", "as it was\n");
    const settings = vscode.workspace.getConfiguration("files");
    await settings.update("readonlyInclude", { "**/locked.md": true }, vscode.ConfigurationTarget.Global);
    const { document } = await openAndSelect({ file: "locked.md" }, 1, 1);
    await assert.rejects(insertAtCursor("const a = 1;"), /read-only/);
    assert.equal(document.getText(), "as it was\n");
    await settings.update("readonlyInclude", undefined, vscode.ConfigurationTarget.Global);
    await insertAtCursor("const a = 1;");
    await eventually("the code", () => (document.getText() === "const a = 1;\n" ? true : undefined));
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});

describe("text of a file", () => {
  after(() => vscode.workspace.fs.delete(fileUri("texts"), { recursive: true }));

  it("is not read where it is too long, or never ends", async () => {
    await write("texts/short.txt", "short");
    assert.equal(await readText(fileUri("texts/short.txt"), 5), "short");
    assert.equal(await readText(fileUri("texts/short.txt"), 4), undefined);
    assert.equal(await readText(fileUri("texts/none.txt"), 4), undefined);
    if (process.platform === "win32") return;
    execFileSync("/usr/bin/mkfifo", [fileUri("texts/pipe.txt").fsPath]);
    assert.equal(await readText(fileUri("texts/pipe.txt"), 5), undefined);
  });
});
