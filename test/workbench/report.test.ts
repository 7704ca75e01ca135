import assert from "node:assert/strict";
import * as vscode from "vscode";
import { diagnosticsText, reportText as pageText } from "../../src/features/report/reportText";
import type { FailureReason } from "../../src/protocol/failure";
import { copiedAnswer, eventually, openAndSelect, reportText } from "./support";

describe("report", () => {
  before(async () => {
    await openAndSelect(
      { content: "function half(n: number) {\n  return n / 2;\n}", language: "typescript" },
      1,
      3,
    );
    await vscode.commands.executeCommand("gloss.explainSelection");
    await eventually("an answer", copiedAnswer);
  });
  after(async () => {
    await vscode.commands.executeCommand("gloss.thread.dismiss");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("is a rendered page, not its source", async () => {
    await vscode.commands.executeCommand("gloss.showReport");
    await eventually("a preview", () => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.input instanceof vscode.TabInputWebview && activeTab.label.includes("Gloss")
        ? true
        : undefined;
    });
  });

  it("shows what was measured, the files that are bound, and the versions", async () => {
    const text = await eventually("a ready engine", async () => {
      const shown = await reportText();
      return shown.includes("| blocked |") ? shown : undefined;
    });
    assert.match(text, /no network · confined \((bubblewrap|Landlock)\)/);
    assert.match(text, /\| connectTcp \| blocked \|/);
    assert.ok(!text.includes("ESCAPED"));
    assert.match(text, /nano\.gguf/);
    assert.match(text, /VS Code \d+\.\d+/);
    assert.match(text, /llama\.cpp \S+/);
    assert.match(text, /Context: [\d,]+ tokens/);
    assert.match(text, /Memory: \d+ MB, of which \d+ MB its own/);
    assert.match(text, /Speed of the last answer: [\d.]+ tokens a second/);
    assert.match(text, /\| listWorkspace \| blocked \|/);
  });

  it("shows nothing of an earlier confinement after one that does not hold", () => {
    const probes = [{ name: "fork", outcome: "blocked", detail: "" }] as const;
    const attestation = { level: "bubblewrap", isMeasured: true, probes, escapes: 0 } as const;
    const confinement = {
      launcher: "bubblewrap",
      attestation,
      passedOver: [],
      files: { model: "/m.gguf" },
    } as const;
    const last = { modelName: "m", contextTokens: 1, readsImages: true, hearsAudio: true, confinement };
    const none = { memory: undefined, drafter: undefined, tokensPerSecond: undefined, crash: undefined };
    const passedOver = [{ name: "bubblewrap", reason: { kind: "bubblewrapMissing" } }];
    const reasons: readonly (readonly [FailureReason, page: RegExp, diagnostics: RegExp])[] = [
      [
        { kind: "notConfined", passedOver },
        /- bubblewrap is not installed/,
        /^- not bubblewrap: bubblewrapMissing$/m,
      ],
      [
        { kind: "confinementBroken", launcher: "bubblewrap", escaped: ["listHome"] },
        /let through\n- listHome/,
        /^- listHome: escaped$/m,
      ],
      [{ kind: "selfTestFailed", launcher: "bubblewrap", detail: "killed" }, /E113/, /E113/],
    ];
    for (const [reason, page, diagnostics] of reasons) {
      const state = { kind: "failed", reason } as const;
      const facts = { ...none, state, model: "m", version: "1", last, consentGivenAt: undefined };
      const shown = pageText(facts).replace(/\\(.)/g, "$1");
      assert.match(shown, page);
      assert.match(diagnosticsText(facts), diagnostics);
      assert.doesNotMatch(shown, /· confined|\| blocked \|/);
      assert.match(diagnosticsText(facts), /confinement: not measured/);
    }
  });

  it("copies diagnostics without paths or code", async () => {
    await vscode.commands.executeCommand("gloss.copyDiagnostics");
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /confinement: (bubblewrap|landlock)/);
    assert.match(text, /llama\.cpp \S+/);
    assert.match(text, /memory: \d+ MB/);
    assert.ok(!/[/\\](home|root|tmp|nano)|\.gguf|half/.test(text), text);
  });
});
