import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { nano } from "../support/paths";
import { randomDrafter } from "../support/randomDrafter";
import { sumFunction } from "../support/sumFunction";
import { drafterParts, ggufFile, uint32, withMetadata } from "../unit/models/ggufFile";
import { copiedAnswer, eventually, openAndSelect, reportText } from "./support";

describe("drafter", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-drafter-"));
  const fileNamed = (name: string): string => path.join(folder, name);
  const [model, drafter] = [fileNamed("small.gguf"), fileNamed("small-drafter.gguf")];
  const set = (key: string, value: unknown) =>
    vscode.workspace.getConfiguration("gloss").update(key, value, vscode.ConfigurationTarget.Global);
  const chosen = () => vscode.workspace.getConfiguration("gloss").get<string>("model.drafterPath", "");

  /** The report as soon as it says this. */
  const reportWith = (words: string): Promise<string> =>
    eventually(words, async () => {
      const shown = await reportText();
      return shown.includes(words) ? shown : undefined;
    });

  async function ask(): Promise<void> {
    await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
    await vscode.commands.executeCommand("gloss.explainSelection");
  }

  before(async () => {
    copyFileSync(nano.model, model);
    copyFileSync(nano.projector, fileNamed("small.mmproj.gguf"));
    writeFileSync(drafter, randomDrafter());
    await set("models.folder", folder);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand("gloss.thread.dismiss");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.commands.executeCommand("notifications.clearAll");
  });
  after(async () => {
    for (const key of ["models.folder", "model.path", "model.projectorPath", "model.drafterPath"]) {
      await set(key, undefined);
    }
    await vscode.commands.executeCommand("gloss.unloadModel");
    rmSync(folder, { recursive: true });
  });

  it("is tried with the model that a person chooses, and dropped where it loses", async () => {
    const tried: string[] = [];
    const watch = vscode.workspace.onDidChangeConfiguration(() => tried.push(chosen()));
    await vscode.commands.executeCommand("gloss.chooseModel", model);
    const text = await reportWith("dropped");
    watch.dispose();
    assert.ok(tried.includes(drafter), tried.join());
    assert.match(text, /Drafter: small-drafter\.gguf, dropped; .*[\d.]+ (tokens a second )?without/);
    assert.equal(chosen(), "");
    const loaded = await eventually("the model is loaded without it", async () => {
      const shown = await reportText();
      return shown.includes(model) && !shown.includes(drafter) ? shown : undefined;
    });
    assert.match(loaded, /Engine: small .*ready/i);
    await vscode.commands.executeCommand("gloss.copyDiagnostics");
    assert.match(
      await vscode.env.clipboard.readText(),
      /- drafter: dropped, (no|[\d.]+) against [\d.]+ tokens\/s/,
    );
  });

  it("is loaded when it is set by hand, and shown among the files that are bound", async () => {
    await set("model.drafterPath", drafter);
    await reportWith("Drafter: small-drafter.gguf, chosen; ");
    await ask();
    await eventually("an answer", copiedAnswer);
    const text = await reportWith("Drafter: small-drafter.gguf, in use; ");
    assert.ok(text.split("\n").includes(`- ${drafter}`), text);
  });

  it("is refused by name when it was made for another model", async () => {
    const other = fileNamed("other-drafter.gguf");
    const key = "gemma4-assistant.embedding_length_out";
    writeFileSync(other, ggufFile(withMetadata(drafterParts(), key, uint32(3840))));
    await set("model.drafterPath", other);
    await ask();
    const text = await reportWith("GLOSS-E204");
    assert.match(
      text,
      /The drafter other-drafter\.gguf was made for another model: embeddings of 3,840 numbers instead of 256\./,
    );
    assert.match(text, /Drafter: other-drafter\.gguf, chosen; not measured on this machine/);
    await set("model.drafterPath", undefined);
    await vscode.commands.executeCommand("gloss.thread.dismiss");
    await ask();
    await eventually("an answer", copiedAnswer);
  });
});
