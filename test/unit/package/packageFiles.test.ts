import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { root } from "../../support/paths";

/** What a packaged extension holds besides the engine's own files. */
const expected = `
  CHANGELOG.md
  LICENSE
  README.md
  THIRD_PARTY_NOTICES.md
  dist/chatReplies.js
  dist/extension.js
  dist/foundCodeContract.js
  dist/grammars/c.wasm.br
  dist/grammars/cpp.wasm.br
  dist/grammars/css.wasm.br
  dist/grammars/go.wasm.br
  dist/grammars/java.wasm.br
  dist/grammars/python.wasm.br
  dist/grammars/rust.wasm.br
  dist/grammars/tree-sitter.wasm.br
  dist/grammars/tsx.wasm.br
  dist/grammars/typescript.wasm.br
  dist/noteReplies.js
  dist/panelContract.js
  dist/portal.js
  dist/pv_recorder.node
  dist/recorder.js
  dist/recorderContract.js
  dist/spokenCommand.js
  dist/storedConversation.js
  dist/syntaxTree.js
  dist/visibleTextsReply.js
  dist/webview/codicon.ttf
  dist/webview/foundCode.css
  dist/webview/foundCode.js
  dist/webview/main.css
  dist/webview/main.js
  media/gloss.svg
  media/icon.png
  media/walkthrough/ask.svg
  media/walkthrough/confinement.svg
  media/walkthrough/model.svg
  media/walkthrough/toy.svg
  media/notes/bug-dark.svg
  media/notes/bug-light.svg
  media/notes/explain-dark.svg
  media/notes/explain-light.svg
  media/notes/risk-dark.svg
  media/notes/risk-light.svg
  media/notes/style-dark.svg
  media/notes/style-light.svg
  media/sounds/recordingStarted.wav
  media/sounds/recordingStopped.wav
  nano/README.md
  nano/nano.gguf
  nano/nano.mmproj.gguf
  package.json
  package.nls.json
`
  .trim()
  .split(/\s+/);

describe("package", () => {
  it("holds what it should and nothing else", function () {
    this.timeout(60_000);
    const vsce = path.join(root, "node_modules", "@vscode", "vsce", "vsce");
    const list = execFileSync(process.execPath, [vsce, "ls", "--no-dependencies"], {
      cwd: root,
      encoding: "utf8",
    });
    const files = list
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("engine/"));
    assert.deepEqual(files.toSorted(), expected.toSorted());
  });
});
