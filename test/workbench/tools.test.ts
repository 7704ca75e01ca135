import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { findCodeTool } from "../../src/features/tools/findCodeTool";
import { readNotesTool } from "../../src/features/tools/readNotesTool";
import { absolutePath, workspaceFile } from "../../src/features/tools/workspaceFile";
import { NoteList } from "../../src/host/noteList";
import { sumFunction } from "../support/sumFunction";
import { fileUri, openAndSelect } from "./support";

const never = new vscode.CancellationTokenSource().token;

function textOf(result: vscode.LanguageModelToolResult | null | undefined): string {
  return (result?.content ?? [])
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ""))
    .join("");
}

const invoke = async (name: string, input: object): Promise<string> =>
  textOf(await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }));

describe("tools for agents", () => {
  before(async () => {
    const folder = vscode.extensions.getExtension("gloss.gloss")?.extensionPath ?? "";
    const picture = readFileSync(path.join(folder, "nano", "samples", "login-form.png"));
    await vscode.workspace.fs.writeFile(fileUri("shots/login.png"), picture);
    const facts = JSON.parse(readFileSync(path.join(folder, "nano", "samples", "samples.json"), "utf8")) as {
      readonly images: readonly {
        readonly file: string;
        readonly facts: { readonly texts: readonly string[] };
      }[];
    };
    const texts = facts.images.find(({ file }) => file === "login-form.png")?.facts.texts ?? [];
    const source = texts.map((text) => `<p>${text}</p>`).join("\n");
    await vscode.workspace.fs.writeFile(fileUri("shots/Login.html"), Buffer.from(source));
  });
  after(async () => {
    await vscode.workspace.fs.delete(fileUri("shots"), { recursive: true });
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("find the code of a screenshot in the workspace", async () => {
    const found = JSON.parse(await invoke("gloss_findCodeForScreenshot", { path: "shots/login.png" })) as {
      readonly files: readonly { readonly path: string }[];
    };
    assert.equal(found.files[0]?.path, "shots/Login.html");
  });

  it("are kept to files of the workspace", async () => {
    const folder = fileUri("shots").path;
    const up = "../".repeat(folder.split("/").length);
    for (const wrong of [
      ...["../../../etc/passwd", "/etc/passwd", `${folder}/${up}etc/passwd`, "C:\\shots\\login.png"],
      ...["shots", "missing.png"],
    ]) {
      await assert.rejects(invoke("gloss_findCodeForScreenshot", { path: wrong }), /no file of the open/);
    }
  });

  it("take paths from a root, as agents write them", async () => {
    const { path: file } = fileUri("shots/login.png");
    assert.equal((await workspaceFile(file)).path, file);
    assert.equal((await workspaceFile(file.replace("shots/", "shots/../shots/"))).path, file);
    assert.equal(absolutePath("C:\\work\\shots\\..\\login.png"), "/C:/work/login.png");
  });

  it("end when they are stopped", async () => {
    const stop = new vscode.CancellationTokenSource();
    stop.cancel();
    const input = { path: "shots/login.png" };
    await assert.rejects(
      async () => findCodeTool.invoke({ input, toolInvocationToken: undefined }, stop.token),
      vscode.CancellationError,
    );
  });

  it("read the notes with their places, of all files or of one", async () => {
    const notes = new NoteList();
    const tool = readNotesTool(notes);
    const read = async (input: { readonly path?: string }): Promise<string> =>
      textOf(await tool.invoke({ input, toolInvocationToken: undefined }, never));
    assert.equal(await read({}), "There are no notes.");
    await vscode.workspace.fs.writeFile(fileUri("shots/sum.ts"), Buffer.from(sumFunction));
    const { document } = await openAndSelect({ file: "shots/sum.ts" }, 1, 1);
    notes.add(document, 1, { quote: "let total = 0;", kind: "risk", text: "Starts at nothing." });
    assert.equal(await read({}), "shots/sum.ts:2 risk: Starts at nothing.");
    assert.equal(await read({ path: "shots/sum.ts" }), await read({}));
    assert.equal(await read({ path: "other.ts" }), "There are no notes.");
    notes.dispose();
  });
});
