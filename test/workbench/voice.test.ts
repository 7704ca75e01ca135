import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { openAndSelect } from "./support";

/** Speaks into the microphone; resolves when it was said. */
async function speak(text: string, voice = "en"): Promise<void> {
  const spoken = spawn("sh", [
    "-c",
    'espeak-ng -v "$1" --stdout "$2" | paplay --device=fakesink',
    "sh",
    voice,
    text,
  ]);
  await new Promise((resolve) => spoken.once("exit", resolve));
}

describe("voice", function () {
  before(function () {
    if (process.env["PULSE_SERVER"] === undefined) this.skip();
  });
  afterEach(async () => {
    await vscode.commands.executeCommand("gloss.discardRecording");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("moves the cursor to the line that was said", async () => {
    const editor = await openAndSelect({ content: "line\n".repeat(99), language: "plaintext" }, 1, 1);
    const done = vscode.commands.executeCommand("gloss.voiceCommand");
    await sleep(1000);
    await speak("go to line twelve");
    await done;
    assert.equal(editor.selection.active.line + 1, 12);
  });
});
