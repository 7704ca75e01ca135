import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { EngineState } from "../../src/engine/engine";
import { loadObstacle, withObstacle } from "../../src/host/loadObstacle";
import { nextStep } from "../../src/host/nextStep";
import { wordState, wordStateBriefly } from "../../src/host/wordState";
import type { FailureReason } from "../../src/protocol/failure";
import { root } from "../support/paths";
import { fileUri } from "./support";

const extension = { extensionUri: vscode.Uri.file(root) };
const exit = (stderrTail: string) => ({ code: 1, signal: null, stderrTail });
const description = { modelName: "m", contextTokens: 4096, readsImages: true, hearsAudio: true };

/** Failures with the step that mends each, as a person would expect it. */
const steps: readonly (readonly [FailureReason, string])[] = [
  [{ kind: "modelMissing", path: "/m.gguf" }, "gloss.chooseModel"],
  [{ kind: "modelTooLarge", needBytes: 2, freeBytes: 1 }, "gloss.chooseModel"],
  [
    { kind: "engineExited", phase: "loading", exit: exit("error loading model: bad magic") },
    "gloss.chooseModel",
  ],
  [{ kind: "engineExited", phase: "idle", exit: exit("GGML_ASSERT(x) failed") }, "gloss.restartEngine"],
  [{ kind: "engineHangs", phase: "reading" }, "gloss.restartEngine"],
  [{ kind: "notConfined", passedOver: [] }, "gloss.chooseConfinement"],
  [{ kind: "selfTestFailed", launcher: "bubblewrap", detail: "" }, "gloss.restartEngine"],
  [{ kind: "engineMissing", lookedIn: [] }, "gloss.showReport"],
  [{ kind: "serverNotSet", problem: "empty" }, "gloss.chooseEngine"],
  [{ kind: "serverRejectsKey", host: "h:1", hasKey: false }, "gloss.setRemoteKey"],
  [{ kind: "serverSilent", host: "h:1", seconds: 60 }, "gloss.checkServer"],
];

describe("state of the model", () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("gloss");
  const set = async (key: string, value: string | undefined): Promise<void> =>
    settings().update(key, value, vscode.ConfigurationTarget.Global);

  afterEach(async () => {
    for (const key of ["model.path", "engine.place", "remote.url"]) await set(key, undefined);
  });

  it("has a next step that is a command of Gloss, whatever went wrong", async () => {
    await vscode.extensions.getExtension("gloss.gloss")?.activate();
    const known = new Set(await vscode.commands.getCommands(true));
    for (const [reason, command] of steps) {
      const step = nextStep({ kind: "failed", reason });
      assert.equal(step?.command, command, reason.kind);
      assert.ok(known.has(command), command);
    }
  });

  it("says that it pauses after a crash", () => {
    assert.match(wordState({ kind: "starting", pauseMs: 29_500 }, "m"), /pauses for 30 s/);
  });

  it("offers a better model while there is only the toy one, and nothing once another one is ready", async () => {
    const ready: EngineState = { kind: "ready", description };
    assert.equal(nextStep({ kind: "stopped", why: "idle" })?.command, "gloss.chooseModel");
    assert.equal(nextStep(ready)?.command, "gloss.chooseModel");
    assert.equal(nextStep({ kind: "starting" }), undefined);
    await set("model.path", "/mine.gguf");
    assert.equal(nextStep({ kind: "stopped", why: "idle" })?.command, "gloss.restartEngine");
    assert.equal(nextStep(ready), undefined);
  });

  it("knows a model file that is not there, or is none, before it is asked for", async () => {
    assert.equal(await loadObstacle(extension), undefined);
    await set("model.path", fileUri("gone.gguf").fsPath);
    assert.equal((await loadObstacle(extension))?.kind, "modelMissing");
    await set("model.path", fileUri("web/list.ts").fsPath);
    assert.equal((await loadObstacle(extension))?.kind, "modelUnreadable");
  });

  it("asks nothing of a server to know that its address is not set", async () => {
    await set("engine.place", "server");
    assert.equal((await loadObstacle(extension))?.kind, "serverNotSet");
    await set("remote.url", "http://127.0.0.1:9/v1");
    assert.equal(await loadObstacle(extension), undefined);
    assert.equal(nextStep({ kind: "stopped", why: "notStarted" })?.command, "gloss.checkServer");
    assert.equal(wordStateBriefly({ kind: "stopped", why: "notStarted" }), "not asked yet");
  });

  it("is what would stop the next question, and not what was mended since", () => {
    const missing: FailureReason = { kind: "modelMissing", path: "/m.gguf" };
    const failed: EngineState = { kind: "failed", reason: missing };
    const ready: EngineState = { kind: "ready", description };
    assert.deepEqual(withObstacle({ kind: "stopped", why: "idle" }, missing), failed);
    assert.deepEqual(withObstacle(ready, missing), failed);
    assert.equal(withObstacle(failed, undefined).kind, "stopped");
    const crashed: EngineState = { kind: "failed", reason: { kind: "engineHangs", phase: "idle" } };
    assert.equal(withObstacle(crashed, undefined), crashed);
    assert.deepEqual(withObstacle({ kind: "starting" }, missing), { kind: "starting" });
  });

  it("is told in a sentence and in a word", () => {
    const state: EngineState = { kind: "busy", description, phase: "reading" };
    assert.equal(wordState(state, "mine"), "mine is reading");
    assert.equal(wordStateBriefly(state), "reading");
  });
});
