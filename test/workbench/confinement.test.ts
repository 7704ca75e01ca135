import assert from "node:assert/strict";
import * as vscode from "vscode";
import { fixFor, showFix } from "../../src/features/confinement/fixes";
import { wordFailure } from "../../src/host/wordFailure";
import type { PassedOverFacts } from "../../src/protocol/failure";

const bubblewrap = (kind: string): PassedOverFacts => ({ name: "bubblewrap", reason: { kind } });

describe("confinement in words", () => {
  before(() => vscode.extensions.getExtension("gloss.gloss")?.activate());
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  const fixes: Readonly<Record<string, readonly [why: RegExp, command: RegExp]>> = {
    bubblewrapMissing: [/bubblewrap is not installed/, /apt install bubblewrap/],
    appArmorRestriction: [/AppArmor forbids bubblewrap/, /profile bwrap \/usr\/bin\/bwrap/],
    userNamespacesOff: [/unprivileged_userns_clone is 0/, /'kernel\.unprivileged_userns_clone=1'/],
    namespacesDenied: [/most likely a container/, /seccomp=unconfined/],
    userNamespacesLimited: [/max_user_namespaces is 0/, /'user\.max_user_namespaces=15000'/],
  };
  for (const [kind, [why, command]] of Object.entries(fixes)) {
    it(`has commands to read against: ${kind}`, async () => {
      const fix = fixFor(bubblewrap(kind));
      assert.match(fix?.detail ?? "", why);
      if (fix) await showFix(fix);
      const document = vscode.window.activeTextEditor?.document;
      assert.match(document?.getText() ?? "", command);
      assert.equal(document?.isDirty, false);
      assert.equal(document.languageId, "shellscript");
    });
  }

  it("has none where no command would help", () => {
    for (const kind of ["landlockMissing", "helperMissing", "trialFailed"])
      assert.equal(fixFor(bubblewrap(kind)), undefined);
  });

  it("names each reason once, and the way to what can be done", () => {
    const passedOver = ["bubblewrap", "landlock"].map((name) => ({
      name,
      reason: { kind: "helperMissing" },
    }));
    const { code, what, todo } = wordFailure({ kind: "notConfined", passedOver });
    assert.equal(code, "GLOSS-E110");
    assert.equal(what.match(/helper program is missing/g)?.length, 1);
    assert.match(todo, /Gloss: Choose How the Model Is Confined/);
  });

  it("tells a self-test that said nothing from one that saw an escape", () => {
    const { code, what } = wordFailure({
      kind: "selfTestFailed",
      launcher: "bubblewrap",
      detail: "spawn ENOENT",
    });
    assert.equal(code, "GLOSS-E113");
    assert.match(what, /did not come to its end \(bubblewrap: spawn ENOENT\)/);
  });

  it("names some of what a broken confinement lets through", () => {
    const escaped = ["readSecretFile", "listHome", "connectTcp", "fork", "spawnShell"];
    const { code, what } = wordFailure({ kind: "confinementBroken", launcher: "bubblewrap", escaped });
    assert.equal(code, "GLOSS-E111");
    assert.match(what, /bubblewrap lets through readSecretFile, listHome, connectTcp and 2 more/);
    assert.match(what, /was not loaded/);
  });
});
