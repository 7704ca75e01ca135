import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { nano } from "../support/paths";
import { sumFunction } from "../support/sumFunction";
import { copiedAnswer, eventually, openAndSelect } from "./support";

const settings = () => vscode.workspace.getConfiguration("gloss");

/** The embedded model with one number of its metadata changed: a file that is well-formed and wrong. */
function withNumber(key: string, value: number): Buffer {
  const bytes = readFileSync(nano.model);
  const at = bytes.indexOf(key) + key.length;
  assert.equal(bytes.readUInt32LE(at), 4, "no 32-bit number");
  bytes.writeUInt32LE(value, at + 4);
  return bytes;
}

/** The embedded model with 32-bit weights taken for 16-bit ones, which llama.cpp cannot multiply: it aborts. */
function withWeightsOfAnotherType(): Buffer {
  const bytes = readFileSync(nano.model);
  const name = "blk.0.layer_output_scale.weight";
  const at = bytes.indexOf(name) + name.length;
  const type = at + 4 + 8 * bytes.readUInt32LE(at);
  assert.equal(bytes.readUInt32LE(type), 0, "no 32-bit weights");
  bytes.writeUInt32LE(30, type);
  return bytes;
}

/** The embedded model with another chat template in the place of its own. */
function withTemplate(template: string): Buffer {
  const bytes = readFileSync(nano.model);
  const key = "tokenizer.chat_template";
  const at = bytes.indexOf(key) + key.length + 4;
  const length = Number(bytes.readBigUInt64LE(at));
  const padding = length - Buffer.byteLength(`${template}{##}`);
  assert.ok(padding >= 0, "too long");
  bytes.write(`${template}{#${" ".repeat(padding)}#}`, at + 8);
  return bytes;
}

// Calls itself without end once a question is as long as a real one.
const endlessTemplate = `{%- macro f(x) -%}{{ f(x) }}{%- endmacro -%}
{%- for m in messages -%}{{ m.content }}{% if m.content|length > 99 %}{{ f(1) }}{% endif %}{%- endfor -%}`;

/** What the report says of the engine. */
async function engineLine(): Promise<string> {
  await vscode.commands.executeCommand("gloss.showReport");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse("gloss-report:/Gloss.md"));
  return /^- Engine: (.*)$/m.exec(document.getText().replace(/\\(.)/g, "$1"))?.[1] ?? "";
}

async function explainSum(): Promise<void> {
  await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
  await vscode.commands.executeCommand("gloss.explainSelection");
}

describe("hostile model file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "gloss-test-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await settings().update("model.path", undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand("gloss.thread.dismiss");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  const hugeCount = (): Buffer => {
    const bytes = readFileSync(nano.model);
    bytes.writeBigUInt64LE(2n ** 60n, 8);
    return bytes;
  };
  const cases: Readonly<Record<string, readonly [() => Buffer, RegExp]>> = {
    "is no model": [() => Buffer.from("GGUF but then only words ".repeat(1000)), /cannot be used/],
    "claims more tensors than there are atoms": [hugeCount, /cannot be used/],
    "would have the engine allocate without end": [
      () => withNumber("gemma4.attention.sliding_window", 2 ** 31 - 1),
      /cannot be used.*sliding_window is 2147483647/,
    ],
    "begins with a token that it does not have": [
      () => withNumber("tokenizer.ggml.bos_token_id", 2 ** 31 - 1),
      /cannot be used.*bos_token_id is 2147483647/,
    ],
    "makes the engine crash while it loads": [withWeightsOfAnotherType, /crashed|gave up|could not load/],
    "makes the engine crash while it reads": [() => withTemplate(endlessTemplate), /gave up|crashed/],
  };
  for (const [what, [make, words]] of Object.entries(cases)) {
    it(`that ${what} is named, and the editor and the next question work`, async () => {
      const file = path.join(folder, "hostile.gguf");
      writeFileSync(file, make());
      await settings().update("model.path", file, vscode.ConfigurationTarget.Global);
      await explainSum();
      const line = await eventually("a failure", async () => {
        const shown = await engineLine();
        return words.test(shown) ? shown : undefined;
      });
      assert.ok(!line.includes("undefined"), line);
      assert.equal(await copiedAnswer(), undefined);
      await vscode.commands.executeCommand("gloss.thread.dismiss");

      const editor = await openAndSelect({ content: "const a = 1;", language: "typescript" }, 1, 1);
      assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// still here\n")));
      await settings().update("model.path", undefined, vscode.ConfigurationTarget.Global);
      await explainSum();
      assert.match(await eventually("an answer", copiedAnswer), /sumPrices/);
    });
  }
});
