import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { Engine, EngineDescription, EngineEvent, EngineState } from "../../src/engine/engine";
import { answerRequest } from "../../src/features/languageModel/answerRequest";
import { chatRequestOf } from "../../src/features/languageModel/chatRequest";
import { serverBeside } from "../../src/host/serverBeside";
import { root } from "../support/paths";

const options: vscode.ProvideLanguageModelChatResponseOptions = {
  toolMode: vscode.LanguageModelChatToolMode.Auto,
  modelOptions: {},
};

/** An engine that says this. */
function engineThatSays(...texts: readonly string[]): Engine {
  return {
    state: { kind: "stopped", why: "notStarted" },
    onDidChangeState: () => () => undefined,
    async *answer(): AsyncGenerator<EngineEvent, void, undefined> {
      for (const text of texts) yield await Promise.resolve({ kind: "text", text } as const);
      yield { kind: "done", stopReason: "stop" };
    },
    describe: () => Promise.reject(new Error("not asked")),
    countTokens: () => Promise.reject(new Error("not asked")),
    unload: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
}

describe("what other extensions send and get", () => {
  it("has a picture in the result of a tool follow it", () => {
    const png = readFileSync(path.join(root, "nano", "samples", "login-form.png"));
    const result = new vscode.LanguageModelToolResultPart("1", [
      new vscode.LanguageModelTextPart("The screen:"),
      vscode.LanguageModelDataPart.image(png, "image/png"),
    ]);
    const message = { role: vscode.LanguageModelChatMessageRole.User, content: [result], name: undefined };
    const { messages } = chatRequestOf([message], options, 100);
    assert.deepEqual(messages[0], { role: "tool", tool_call_id: "1", content: "The screen:" });
    assert.match(JSON.stringify(messages[1]), /"role":"user".*"image_url"/);
  });

  it("is told in the status bar when it goes to a server that is not chosen", () => {
    const last = { host: "gpu:1", isAsked: true };
    const beside = (state: EngineState, before?: typeof last) =>
      serverBeside({ server: { ...engineThatSays(), state } }, before);
    const description: EngineDescription = {
      modelName: "m",
      contextTokens: 4096,
      readsImages: true,
      hearsAudio: true,
      server: { host: "gpu:1", isPrivateWay: true, model: "m", tokenCount: "exact" },
    };
    assert.equal(beside({ kind: "stopped", why: "notStarted" }), undefined);
    assert.deepEqual(beside({ kind: "busy", description, phase: "reading" }), last);
    assert.deepEqual(beside({ kind: "ready", description }), { host: "gpu:1", isAsked: false });
    assert.deepEqual(beside({ kind: "stopped", why: "unloaded" }, last), { host: "gpu:1", isAsked: false });
  });

  it("does not let an answer pass for whole that went in circles", async () => {
    const said: unknown[] = [];
    const log = vscode.window.createOutputChannel("Test", { log: true });
    const engine = engineThatSays("So: ", ...Array.from({ length: 200 }, () => "again "));
    const { messages } = chatRequestOf([], options, 100);
    await assert.rejects(
      answerRequest(
        engine,
        { messages, maxTokens: 100, sampling: "answer" },
        {
          progress: { report: (part) => said.push(part) },
          token: new vscode.CancellationTokenSource().token,
          log,
        },
      ),
      /went in circles/,
    );
    log.dispose();
    assert.ok(said.length > 10 && said.length < 200, String(said.length));
  });
});
