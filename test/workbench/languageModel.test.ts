import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { sumFunction } from "../support/sumFunction";
import { eventually } from "./support";

interface Reply {
  readonly pieces: number;
  readonly text: string;
  readonly calls: readonly { readonly callId: string; readonly name: string; readonly input: object }[];
  readonly error?: string;
}

const ask = async (question: object): Promise<Reply> =>
  vscode.commands.executeCommand<Reply>("otherExtension.ask", { model: "here", ...question });

/** A picture from the toy model's samples. */
async function loginForm(): Promise<string> {
  const extension = vscode.extensions.getExtension("gloss.gloss");
  assert.ok(extension);
  const uri = vscode.Uri.joinPath(extension.extensionUri, "nano", "samples", "login-form.png");
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString("base64");
}

/** Resolves when the open report, which is drawn with each change of the engine's state, says `text`. */
function reportSays(text: string): Promise<void> {
  return new Promise((resolve) => {
    const listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme !== "gloss-report" || !document.getText().includes(text)) return;
      listener.dispose();
      resolve();
    });
  });
}

describe("language model for other extensions", () => {
  before(async () => {
    await vscode.extensions.getExtension("gloss.gloss")?.activate();
  });
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("is offered, and streams an answer", async () => {
    const models = await eventually("the model", async () => {
      const found = await vscode.commands.executeCommand<{ readonly id: string }[]>("otherExtension.models");
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(
      models.map(({ id }) => id),
      ["here"], // no server is set
    );
    const reply = await ask({ turns: [{ text: `Explain this.\n\n\`\`\`ts\n${sumFunction}\n\`\`\`` }] });
    assert.equal(reply.error, undefined);
    assert.match(reply.text, /`sumPrices`/);
    assert.ok(reply.pieces > 3, "it did not stream");
  });

  it("says what the model can take once it is loaded", async () => {
    await eventually("the toy model's own context", async () => {
      const [model] =
        await vscode.commands.executeCommand<{ readonly maxInputTokens: number }[]>("otherExtension.models");
      return model && model.maxInputTokens < 4096 ? model : undefined;
    });
  });

  it("reads a picture", async () => {
    const reply = await ask({ turns: [{ text: "Describe this screenshot.", png: await loginForm() }] });
    assert.equal(reply.error, undefined);
    assert.match(reply.text, /log|sign/i);
  });

  it("asks for a tool, and takes its result", async () => {
    const tools = [
      {
        name: "read_notes",
        description: "Reads the notes.",
        inputSchema: { type: "object", properties: {}, additionalProperties: false },
      },
    ];
    // The toy model was trained on no tools: with a picture before the call it does not find the call's end.
    const turns = [{ text: "Read the notes." }];
    const first = await ask({ turns, tools, isRequired: true });
    assert.equal(first.error, undefined);
    assert.deepEqual(
      first.calls.map(({ name, input }) => [name, typeof input]),
      [["read_notes", "object"]],
    );
    const [call] = first.calls;
    const second = await ask({
      turns: [
        ...turns,
        { role: "Assistant", call },
        { result: { callId: call?.callId, text: "There are no notes." } },
        { text: "Describe this screenshot.", png: await loginForm() },
      ],
      tools,
    });
    assert.equal(second.error, undefined);
    assert.notEqual(second.text, "");
  });

  it("counts tokens", async () => {
    const few = await vscode.commands.executeCommand<number>("otherExtension.count", "const x = 1;");
    assert.ok(few > 2 && few < 12, String(few));
  });

  it("stops while it reads, and answers the next question", async () => {
    const long = "total price limit value;\n".repeat(400);
    await vscode.commands.executeCommand("gloss.showReport");
    const reads = reportSays("is reading");
    const cancelled = ask({ turns: [{ text: `${long}\nExplain this.` }] });
    await Promise.race([reads, cancelled]);
    await vscode.commands.executeCommand("otherExtension.cancel");
    const reply = await Promise.race([cancelled, sleep(5_000, undefined)]);
    assert.ok(reply, "the request did not end");
    assert.equal(reply.text, "");
    const next = await ask({ turns: [{ text: `Explain this.\n\n\`\`\`ts\n${sumFunction}\n\`\`\`` }] });
    assert.match(next.text, /`sumPrices`/);
  });

  it("names what went wrong", async () => {
    const tooLong = await ask({ turns: [{ text: "price limit value;\n".repeat(3000) }] });
    assert.match(tooLong.error ?? "", /too long for the model.*GLOSS-E301/);
  });
});
