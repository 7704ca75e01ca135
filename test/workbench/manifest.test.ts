import assert from "node:assert/strict";
import * as vscode from "vscode";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly keybindings: readonly {
      readonly key: string;
      readonly command: string;
      readonly when?: string;
    }[];
  };
}

function manifest(): Manifest {
  const extension = vscode.extensions.getExtension("gloss.gloss");
  assert.ok(extension, "the extension is not there");
  return extension.packageJSON as Manifest; // VS Code has read it already
}

describe("manifest in the workbench", () => {
  it("registers every command that it lists, and lists every command that it registers", async () => {
    await vscode.extensions.getExtension("gloss.gloss")?.activate();
    const registered = (await vscode.commands.getCommands(true)).filter((name) => name.startsWith("gloss."));
    const listed = manifest().contributes.commands.map(({ command }) => command);
    // The workbench adds some for each view.
    const views = Object.values(manifest().contributes.views).flatMap((all) => all.map(({ id }) => id));
    const own = registered.filter(
      (name) => listed.includes(name) || !views.some((id) => name.startsWith(`${id}.`)),
    );
    assert.deepEqual([...new Set(own)].toSorted(), listed.toSorted());
  });

  it("takes no key that VS Code uses", async () => {
    const uri = vscode.Uri.parse("vscode://defaultsettings/keybindings.json");
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    const defaults = Array.from(
      text.matchAll(/"key": "([^"]+)",?\s+"command": "([^"]+)"(?:,\s+"when": "([^"]+)")?/g),
      ([, key = "", command = "", when = ""]) => ({ key, command, when }),
    ).filter(({ command }) => !command.startsWith("gloss."));
    assert.ok(defaults.length > 300, "the defaults could not be read");
    // Escape ends whatever is in front: a recording, for as long as it runs.
    const always = manifest().contributes.keybindings.filter(
      ({ when = "" }) => !when.split(" && ").includes("gloss.isRecording"),
    );
    assert.ok(always.length > 0);
    for (const { key, when = "" } of always) {
      // A proposal cannot be typed into, and has no comments: what a key does in files and their threads is not taken.
      const isForProposals = when.includes("editorReadonly && resource in gloss.proposals.");
      const mayMeet = (other: string): boolean =>
        !isForProposals || (/\beditorTextFocus\b/.test(other) && !other.includes("!editorReadonly"));
      const taken = defaults.filter((other) => other.key === key && mayMeet(other.when));
      assert.deepEqual(taken, [], `${key} is taken`);
    }
  });
});
