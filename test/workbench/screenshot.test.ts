import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { eventually, fileUri } from "./support";

interface Found {
  readonly texts: readonly string[];
  readonly files: readonly {
    readonly path: string;
    readonly matches: readonly { readonly text: string; readonly line: number }[];
  }[];
}

const extensionFolder = vscode.extensions.getExtension("gloss.gloss")?.extensionPath ?? "";

function sample(name: string): vscode.Uri {
  return vscode.Uri.file(path.join(extensionFolder, "nano", "samples", name));
}

function textsOf(name: string): readonly string[] {
  const { images } = JSON.parse(
    readFileSync(path.join(extensionFolder, "nano", "samples", "samples.json"), "utf8"),
  ) as {
    readonly images: readonly {
      readonly file: string;
      readonly facts: { readonly texts: readonly string[] };
    }[];
  };
  return images.find(({ file }) => file === name)?.facts.texts ?? [];
}

async function write(name: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(fileUri(name), new TextEncoder().encode(text));
}

async function find(argument: object): Promise<Found | undefined> {
  return vscode.commands.executeCommand("gloss.findCodeForScreenshot", argument);
}

const openTabs = (): readonly string[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));

describe("which code draws this", () => {
  const [title = "", ...fields] = textsOf("login-form.png");

  before(async () => {
    const labels = fields.map((field) => `  <label>{{ t("login.${field.toLowerCase()}") }}</label>`);
    await write("front/Login.vue", `<template>\n  <h1>${title}</h1>\n${labels.join("\n")}\n</template>\n`);
    const texts = Object.fromEntries(fields.map((field) => [field.toLowerCase(), field]));
    await write("front/locales/en.json", JSON.stringify({ login: texts }, undefined, 2));
    await write("front/Other.vue", `<template><h1>Settings</h1><p>${fields[0] ?? ""}</p></template>`);
    await write("built/Login.vue", `<h1>${title}</h1>${fields.map((field) => `<p>${field}</p>`).join("")}`);
    await write(".gitignore", "built/\n");
  });
  after(async () => {
    await vscode.workspace.fs.delete(fileUri("front"), { recursive: true });
    await vscode.workspace.fs.delete(fileUri("built"), { recursive: true });
    await vscode.workspace.fs.delete(fileUri(".gitignore"));
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("reads the texts of a picture and returns the files that show them, without a view", async () => {
    const found = await find({ imageUri: sample("login-form.png"), show: false });
    assert.ok(found);
    assert.ok(
      found.texts.filter((text) => [title, ...fields].includes(text)).length >= 4,
      found.texts.join(),
    );
    assert.equal(found.files[0]?.path, "front/Login.vue");
    assert.ok(found.files.every((file) => !file.path.startsWith("built/")));
    assert.deepEqual(openTabs(), []);
  });

  it("reads a picture that has to be converted without a tab that stays", async () => {
    const picture = vscode.Uri.file(
      path.join(extensionFolder, "test", "fixtures", "pictures", "screen.webp"),
    );
    const found = await find({ imageUri: picture, show: false });
    assert.equal(found?.files[0]?.path, "front/Login.vue");
    assert.deepEqual(openTabs(), []);
  });

  it("shows the picture and the files in a tab, and returns the same", async () => {
    const found = await find({ imageUri: sample("login-form.png").toString() });
    assert.equal(found?.files[0]?.path, "front/Login.vue");
    assert.ok(openTabs().includes("Code of login-form.png"), openTabs().join());
  });

  it("ends when the tab is closed", async () => {
    const finding = find({ imageUri: sample("settings-page.png") });
    const tab = await eventually("the tab", () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label }) => label === "Code of settings-page.png"),
    );
    await vscode.window.tabGroups.close(tab);
    assert.equal(await finding, undefined);
  });

  it("finds nothing, and says so by an empty list, where no file shows the texts", async () => {
    const found = await find({ imageUri: sample("error-message.png"), show: false });
    assert.ok(found && found.texts.length > 0);
    assert.ok(
      found.files.every(({ path: file }) => file !== "front/Login.vue" || found.texts.includes("OK")),
    );
  });
});

describe("explain a screenshot", () => {
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  async function sentFor(...pictures: readonly vscode.Uri[]): Promise<string> {
    const id: unknown = await vscode.commands.executeCommand(
      "gloss.explainScreenshot",
      pictures[0],
      pictures,
    );
    assert.equal(typeof id, "string");
    const uri = vscode.Uri.from({ scheme: "gloss-sent", path: `/sent ${String(id)}.md`, query: String(id) });
    return (await vscode.workspace.openTextDocument(uri)).getText();
  }

  it("sends one picture with the ready-made question, once the panel has decoded it", async () => {
    const sent = await sentFor(sample("login-form.png"));
    assert.equal(sent.match(/\(picture, \d+ KB\)/g)?.length, 1, sent);
    assert.match(sent, /Explain this screenshot\./);
  });

  it("sends two pictures to be compared, the first one first", async () => {
    const sent = await sentFor(sample("login-form.png"), sample("settings-page.png"));
    assert.equal(sent.match(/\(picture, \d+ KB\)/g)?.length, 2, sent);
    assert.match(sent, /first one is before, the second one is after/);
  });
});
