import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { sumFunction } from "../support/sumFunction";
import { eventually, fileUri, openAndSelect, pressFirstMessage, select, sentText } from "./support";

/** A voice that the embedded model never heard while it was trained. */
const heldOutVoice = "en-us+m6";

const run = promisify(execFile);

/** Speaks into the microphone; resolves when it was said. */
async function speak(text: string): Promise<void> {
  const script = 'espeak-ng -v "$1" --stdout "$2" | paplay --device=fakesink';
  const spoken = spawn("sh", ["-c", script, "sh", heldOutVoice, text]);
  await new Promise<void>((resolve) => spoken.once("exit", () => resolve()));
}

/** How many programs have the microphone open. */
async function listeners(): Promise<number> {
  const { stdout } = await run("pactl", ["list", "short", "source-outputs"]);
  // The sound server counts its sources: the loudspeaker's own, then the microphone.
  return stdout.split("\n").filter((line) => line.split("\t")[1] === "1").length;
}

/** Presses the key, and waits until the microphone is open; `done` resolves when all is over. */
async function press(command: string): Promise<{ readonly done: Thenable<unknown> }> {
  const done = vscode.commands.executeCommand(command);
  await eventually("the microphone is open", async () => ((await listeners()) === 1 ? true : undefined));
  return { done };
}

async function say(text: string): Promise<{ readonly done: Thenable<unknown> }> {
  const pressed = await press("gloss.voiceCommand");
  await speak(text);
  return pressed;
}

async function setting(name: string, value: string | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration("gloss")
    .update(`voice.${name}`, value, vscode.ConfigurationTarget.Global);
}

/** How many tones come out of the loudspeaker while `work` goes on. */
async function tonesDuring(work: () => Promise<void>): Promise<number> {
  const recorder = spawn("parec", [
    ...["--device=fakesink.monitor", "--raw", "--format=s16le", "--rate=16000", "--channels=1"],
  ]);
  const chunks: Buffer[] = [];
  recorder.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  await eventually("the loudspeaker is heard", () => (chunks.length > 0 ? true : undefined));
  await work();
  await sleep(1_000); // what has been played arrives
  recorder.kill();
  const sound = Buffer.concat(chunks);
  let tones = 0;
  let lastLoudAt = -Infinity;
  for (let at = 0; at + 2 <= sound.length; at += 2) {
    if (Math.abs(sound.readInt16LE(at)) < 1_000) continue;
    if (at - lastLoudAt > 16_000 * 2 * 0.1) tones += 1;
    lastLoudAt = at;
  }
  return tones;
}

describe("voice", function () {
  let renames: vscode.Disposable | undefined;
  before(function () {
    if (process.env["PULSE_SERVER"] === undefined) this.skip();
    renames = vscode.languages.registerRenameProvider("plaintext", {
      provideRenameEdits: (document, position, newName) => {
        const old = document.getText(document.getWordRangeAtPosition(position));
        const edit = new vscode.WorkspaceEdit();
        for (const { index } of document.getText().matchAll(new RegExp(`\\b${old}\\b`, "g"))) {
          const start = document.positionAt(index);
          edit.replace(document.uri, new vscode.Range(start, start.translate(0, old.length)), newName);
        }
        return edit;
      },
    });
  });
  after(() => {
    renames?.dispose();
  });
  afterEach(async () => {
    await vscode.commands.executeCommand("gloss.discardRecording");
    // What is left of one test ("Go back", "Undo") must not be pressed by the next.
    await vscode.commands.executeCommand("notifications.clearAll");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("moves the cursor to the line that was said", async () => {
    const editor = await openAndSelect({ content: "line\n".repeat(99), language: "plaintext" }, 1, 1);
    await (
      await say("go to line seventy three")
    ).done;
    await eventually("the line", () => (editor.selection.active.line === 72 ? true : undefined));
    assert.equal(await listeners(), 0);
  });

  it("opens the file that was said", async () => {
    await (
      await say("open report")
    ).done;
    const path = await eventually("the file", () => vscode.window.activeTextEditor?.document.uri.path);
    assert.match(path, /reports\/report\.py$/);
  });

  it("renames the symbol at the cursor, written as the old name was", async () => {
    await setting("confirm", "never");
    const editor = await openAndSelect({ content: "Total = 1\nuse(Total)\n", language: "plaintext" }, 1, 1);
    await select(editor, new vscode.Selection(1, 5, 1, 5));
    await (
      await say("rename this to price")
    ).done;
    await setting("confirm", undefined);
    assert.equal(editor.document.getText(), "Price = 1\nuse(Price)\n");
  });

  it("asks before it changes something, and does it when that is confirmed", async () => {
    const editor = await openAndSelect({ content: "total = 1\n", language: "plaintext" }, 1, 1);
    await select(editor, new vscode.Selection(0, 2, 0, 2));
    const { done } = await say("rename this to price");
    await eventually("the microphone is closed", async () => ((await listeners()) === 0 ? true : undefined));
    const text = await eventually("the question is confirmed", async () => {
      await pressFirstMessage();
      const now = editor.document.getText();
      return now === "total = 1\n" ? undefined : now;
    });
    await done;
    await vscode.commands.executeCommand("notifications.hideList");
    assert.equal(text, "price = 1\n");
  });

  it("does nothing with a command that is discarded", async () => {
    const editor = await openAndSelect({ content: "line\n".repeat(99), language: "plaintext" }, 1, 1);
    const { done } = await press("gloss.voiceCommand");
    await speak("jump to line forty two");
    await vscode.commands.executeCommand("gloss.discardRecording");
    await done;
    assert.equal(editor.selection.active.line, 0);
    assert.equal(await listeners(), 0);
  });

  it("says with a sound when the microphone opens and closes, where that is set, and takes none for a word", async () => {
    const record = async (): Promise<void> => {
      const { done } = await press("gloss.voiceNote");
      await sleep(2_500); // longer than the silence that would end it after a word
      assert.equal(await listeners(), 1);
      await vscode.commands.executeCommand("gloss.discardRecording");
      await done;
    };
    assert.equal(await tonesDuring(record), 0);
    await setting("sounds", "on");
    assert.equal(await tonesDuring(record), 2);
    await setting("sounds", undefined);
  });

  it("asks a spoken question about the selection, with the names in it", async () => {
    await vscode.workspace.fs.writeFile(fileUri("spoken.ts"), Buffer.from(`${sumFunction}\n`));
    await openAndSelect({ file: "spoken.ts" }, 1, 7);
    const { done } = await press("gloss.voiceNote");
    await speak("what does it return");
    await vscode.commands.executeCommand("gloss.voiceNote");
    await done;
    const sent = await sentText();
    assert.match(sent, /File `spoken\.ts`, lines 1-7:/);
    assert.match(sent, /Names that may be spoken: sumPrices/);
    assert.match(sent, /\(sound, \d+ KB\)/);
    const followUp = await press("gloss.thread.voiceNote");
    await speak("what are the parameters");
    await vscode.commands.executeCommand("gloss.voiceNote");
    await followUp.done;
    assert.equal((await sentText()).match(/\(sound, \d+ KB\)/g)?.length, 2);
    await vscode.commands.executeCommand("gloss.thread.dismiss");
  });
});
