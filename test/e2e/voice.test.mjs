import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { startMicrophone } from "../support/fakeMicrophone.mjs";
import { settledAnswer } from "../support/workbench/answers.mjs";
import { comments, thread, titleButton } from "../support/workbench/comments.mjs";
import {
  notification,
  openFile,
  quickInput,
  quickRow,
  runCommand,
  selectLines,
} from "../support/workbench/driver.mjs";
import { accessibilityProblems, screenshot } from "../support/workbench/look.mjs";
import { eventually, newConversation, panel } from "../support/workbench/panel.mjs";
import { webviewFrame } from "../support/workbench/webviews.mjs";
import { descendants } from "./processes.mjs";
import { picturesFolder, startSession } from "./session.mjs";

const run = promisify(execFile);
const isLinux = process.platform === "linux";
/** A voice that the embedded model never heard while it was trained. */
const heldOutVoice = "en-us+m6";

/** Bound for these tests only: a key that repeats while it is held. */
const keybindings = [
  { key: "f9", command: "gloss.voiceNote" },
  { key: "f10", command: "gloss.voiceCommand" },
];

(isLinux ? describe : describe.skip)("voice in the workbench", function () {
  this.timeout(240_000);
  let folder;
  let microphone;
  let session;
  let page;
  let p;

  const play = async (...command) => {
    const child = spawn(command[0], command.slice(1), {
      stdio: "ignore",
      env: { ...process.env, ...microphone.env },
    });
    await new Promise((resolve) => child.once("exit", resolve));
  };
  const speak = (text) =>
    play("sh", "-c", 'espeak-ng -v "$1" --stdout "$2" | paplay --device=fakesink', "sh", heldOutVoice, text);
  /** How many programs have the microphone open. */
  const listeners = async () => {
    const env = { ...process.env, ...microphone.env };
    const { stdout } = await run("pactl", ["list", "short", "source-outputs"], { env });
    return stdout.split("\n").filter((line) => line.includes("protocol-native")).length;
  };
  const settles = (what, check) => eventually(what, check, { timeoutMs: 30_000 });
  const isOpen = () => settles("the microphone is open", async () => (await listeners()) === 1);
  const isClosed = () =>
    settles("the microphone is closed, and shown to be", async () => {
      const isShown = /^(Gloss: speak a command|The model is listening)/.test(await label());
      return isShown && (await listeners()) === 0;
    });
  const picture = (name) => screenshot(page, path.join(picturesFolder, `voice-${name}.png`));
  const status = () => page.locator('[id="gloss.gloss.gloss.voice"]');
  const label = () => status().getAttribute("aria-label");
  const micButton = () => p.view.getByRole("button", { name: /^(Ask by voice|Send what you said)$/ }).last();
  const dismissMessages = () => runCommand(page, "Notifications: Clear All Notifications");
  const turn = async (index) => {
    await p.footnotes.nth(index).waitFor({ timeout: 60_000 });
    return p.turns.nth(index);
  };

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "gloss-voice-"));
    microphone = await startMicrophone();
    const alsa = path.join(folder, "asound.conf");
    writeFileSync(alsa, "");
    session = await startSession({
      height: 900,
      keybindings,
      files: { "long.txt": "line\n".repeat(99) },
      env: { ...microphone.env, ALSA_CONFIG_PATH: alsa },
    });
    page = session.page;
    p = panel(page);
    await openFile(page, "web/list.ts");
    await newConversation(page);
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await picture(`failed-${this.currentTest.title.slice(0, 20)}`);
  });
  after(async () => {
    await session?.stop();
    await microphone?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("takes a question in the panel, shows what it heard, and plays and asks it again", async () => {
    await micButton().click();
    await isOpen();
    const spoken = speak("what does it return");
    await p.view.locator(".recording-view", { hasText: /^Listening, \d+ s left/ }).waitFor();
    await picture("panel-recording");
    await spoken;
    await micButton().click();
    await isClosed();
    const asked = await turn(0);
    assert.match(await asked.innerText(), /Heard: what does it return/);
    assert.equal(await p.view.locator(".recording-view").isVisible(), false);
    const player = asked.getByRole("button", { name: "Play recording.wav" });
    const seconds = Number((await asked.locator(".time").innerText()).split(":")[1]);
    assert.ok(seconds >= 1 && seconds <= 6, `${seconds} s`);
    await player.click();
    await asked.getByRole("button", { name: "Pause recording.wav" }).waitFor();
    await asked.getByRole("button", { name: "Play recording.wav" }).waitFor(); // it has ended
    await picture("panel-answer");
    const footnote = await p.footnotes.first().elementHandle(); // a quick answer has its own before one could see none
    await p.button("Ask again").click();
    await settles("it is asked again", async () => !(await footnote.evaluate((one) => one.isConnected)));
    assert.match(await (await turn(0)).innerText(), /Heard: what does it return/);
  });

  it("saves a recording where the person says", async () => {
    const target = path.join(session.server.profile.workspace, "saved.wav");
    await p.button("Save recording.wav to a file").click();
    // The dialog writes a name of its own a moment after it has opened.
    await settles("the dialog", async () => /recording\.wav$/.test(await quickInput(page).inputValue()));
    await quickInput(page).fill(target);
    await page.keyboard.press("Enter");
    const bytes = await settles("the file is there", () => {
      try {
        return readFileSync(target);
      } catch {
        return undefined;
      }
    });
    assert.equal(bytes.toString("latin1", 0, 4), "RIFF");
    assert.equal(bytes.readUInt32LE(24), 16_000);
  });

  it("records while the panel's button is held, through silence, and sends when it is let go", async () => {
    await newConversation(page);
    const box = await micButton().boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await isOpen();
    await speak("what does it return");
    await sleep(2_500); // longer than the silence that ends a recording that is not held
    assert.equal(await listeners(), 1);
    await page.mouse.up();
    await isClosed();
    assert.match(await (await turn(0)).innerText(), /Heard: what does it return/);
    await micButton().focus();
    await page.keyboard.down("Space");
    await isOpen();
    await speak("what does it return");
    await page.keyboard.up("Space");
    await isClosed();
    assert.match(await (await turn(1)).innerText(), /Heard: what does it return/);
  });

  it("records while a key is held in the editor, and leaves the keyboard where it was", async () => {
    await openFile(page, "long.txt");
    const stop = new AbortController();
    const held = (async () => {
      await page.keyboard.down("F10");
      await sleep(500);
      for (; !stop.signal.aborted; await sleep(40)) await page.keyboard.down("F10"); // it repeats
      await page.keyboard.up("F10");
    })();
    await isOpen();
    await speak("go to line seventy three");
    assert.equal(await listeners(), 1);
    stop.abort();
    await held;
    await isClosed();
    const position = page.locator('[id="status.editor.selection"]', { hasText: "Ln 73" });
    await position.waitFor();
    await page.keyboard.type("typed");
    await page.locator(".view-line", { hasText: "typedline" }).waitFor();
    await page.keyboard.press("Control+Z");
    await dismissMessages();
  });

  it("keeps a command for another try when the model fails", async () => {
    await openFile(page, "long.txt");
    await page.keyboard.press("F10");
    await isOpen();
    await speak("go to line seventy three");
    const [engine] = descendants(session.server.child.pid, "llama-server");
    process.kill(engine, "SIGSTOP"); // so that it is still hearing when it is killed
    await settles("the model hears", async () => /is listening to what you said/.test(await label()));
    await picture("hearing");
    process.kill(engine, "SIGKILL");
    await page.locator(".notification-toast").getByRole("button", { name: "Try again" }).click();
    await page.locator('[id="status.editor.selection"]', { hasText: "Ln 73" }).waitFor();
    await dismissMessages();
    await settles("the command is done", async () => (await label()) === "Gloss: speak a command");
  });

  it("has a command wait for the answer that is being written, which can be stopped there", async () => {
    await openFile(page, "long.txt");
    const position = page.locator('[id="status.editor.selection"]', { hasText: "Ln 73" });
    /** Speaks while an answer is held up, and does `then` once the command waits for it. */
    const speakMeanwhile = async (then) => {
      await newConversation(page);
      await p.input.fill(`Explain this.\n${"const total = price + price;\n".repeat(120)}`);
      await p.input.press("Enter");
      await p.view.locator(".phase", { hasText: /Reading|Answering/ }).waitFor();
      const [engine] = descendants(session.server.child.pid, "llama-server");
      process.kill(engine, "SIGSTOP"); // an answer of the toy model is over before anyone has spoken
      try {
        await page.locator(".editor-instance .view-line").nth(5).click();
        await page.keyboard.press("Control+Home");
        await position.waitFor({ state: "detached" });
        await page.keyboard.press("F10");
        await isOpen();
        await speak("go to line seventy three");
        await settles("the command waits", async () => /waits for the answer/.test(await label()));
        await then();
      } finally {
        process.kill(engine, "SIGCONT");
      }
    };
    await speakMeanwhile(async () => {
      await picture("waiting");
      await status().click();
    });
    await position.waitFor();
    await p.view.getByText("Stopped.").waitFor();
    await dismissMessages();

    await speakMeanwhile(async () => {
      await page.locator('[id="gloss.gloss.gloss.voice.discard"]').click();
      await settles("the command is gone", async () => (await label()) === "Gloss: speak a command");
    });
    await p.footnotes.first().waitFor({ timeout: 60_000 });
    assert.equal(await position.count(), 0);
  });

  it("throws away what was said with Escape, and with the button", async () => {
    await openFile(page, "web/list.ts");
    await page.keyboard.press("F9");
    await isOpen();
    await page.locator('[id="gloss.gloss.gloss.voice.discard"]').waitFor();
    await sleep(300); // a person does not press within the moment in which the workbench learns that Escape is Gloss's
    await page.keyboard.press("Escape");
    await isClosed();
    await page.keyboard.press("F9");
    await isOpen();
    await page.locator('[id="gloss.gloss.gloss.voice.discard"]').click();
    await isClosed();
    assert.equal(await thread(page).count(), 0);
    assert.equal(await label(), "Gloss: speak a command");
  });

  it("ends a question when the person falls silent, and answers beside the code", async () => {
    await openFile(page, "web/list.ts");
    await selectLines(page, 3, 11);
    await page.keyboard.press("F9");
    await isOpen();
    await speak("what does it return");
    await isClosed();
    await settledAnswer(thread(page));
    assert.match(await comments(thread(page)).first().innerText(), /Heard: what does it return/);
    await comments(thread(page)).first().hover();
    await thread(page)
      .locator('.action-label[aria-label^="Save the Sound"]')
      .first()
      .waitFor({ state: "attached" });
    await picture("thread");
    await titleButton(thread(page), "Dismiss").click();
    await thread(page).waitFor({ state: "detached" });
  });

  it("takes a question by voice where one could be typed", async () => {
    await openFile(page, "web/list.ts");
    await selectLines(page, 3, 11);
    await runCommand(page, "Gloss: Ask About Selection");
    const empty = thread(page);
    await titleButton(empty, "Ask by Voice").click();
    await isOpen();
    await speak("what does it return");
    await page.keyboard.press("F9");
    await settledAnswer(thread(page));
    assert.match(await comments(thread(page)).first().innerText(), /Heard: what does it return/);
    await titleButton(thread(page), "Dismiss").click();
    await thread(page).waitFor({ state: "detached" });
  });

  it("keeps what was said when the recorder is killed, and records again", async () => {
    await newConversation(page);
    await micButton().click();
    await isOpen();
    await speak("what does it return");
    const [pid] = descendants(session.server.child.pid, "recorder.js");
    process.kill(pid, "SIGKILL");
    const message = notification(page, "The recorder ended by itself.");
    await message.waitFor();
    assert.equal(await label(), "Gloss: speak a command"); // no device is open
    await picture("recorder-killed");
    await message.getByRole("button", { name: "Send what there is" }).click();
    assert.match(await (await turn(0)).innerText(), /Heard: what does it return/);
    await micButton().click();
    await isOpen();
    await p.button("Discard the recording").click();
    await isClosed();
  });

  it("keeps what was said when the device vanishes, and says so", async () => {
    await newConversation(page);
    await micButton().click();
    await isOpen();
    await speak("what does it return");
    await play("pactl", "suspend-source", "fakemic", "1");
    const message = notification(page, "The microphone stopped giving sound.");
    await message.waitFor();
    await play("pactl", "suspend-source", "fakemic", "0");
    await message.getByRole("button", { name: "Send what there is" }).click();
    assert.match(await (await turn(0)).innerText(), /Heard: what does it return/);
  });

  it("says that no sound arrives while it can still be put right, and sends nothing", async () => {
    await newConversation(page);
    await micButton().click();
    await p.view.locator(".recording-view", { hasText: "No sound arrives from" }).waitFor();
    await picture("no-sound");
    assert.deepEqual(await accessibilityProblems(session.workbench, await webviewFrame(page)), []);
    await micButton().click();
    await notification(page, "No sound arrives from the microphone.").waitFor();
    assert.equal(await p.turns.count(), 0);
    await dismissMessages();
  });

  it("counts down to 30 s, and sends what fits", async () => {
    await newConversation(page);
    const noise = path.join(folder, "noise.raw");
    const samples = Int16Array.from({ length: 16_000 * 33 }, (_, i) => 40 * Math.sin(i));
    writeFileSync(noise, Buffer.from(samples.buffer));
    await micButton().click();
    await isOpen();
    void play(
      "paplay",
      "--raw",
      "--rate=16000",
      "--channels=1",
      "--format=s16le",
      "--device=fakesink",
      noise,
    );
    await p.view
      .locator(".recording-view", { hasText: /Listening, [1-5] s left/ })
      .waitFor({ timeout: 40_000 });
    await picture("countdown");
    await isClosed();
    await p.turns.first().locator(".time", { hasText: "0:30" }).waitFor();
    await turn(0);
  });

  it("lists the microphones, and records from the one that is chosen", async () => {
    /** Chooses one, and waits until it counts: the setting is written a moment later. */
    const choose = async (name) => {
      await runCommand(page, "Gloss: Choose Microphone");
      await quickRow(page, name).click();
      await settles("it is chosen", async () => {
        await runCommand(page, "Gloss: Choose Microphone");
        await quickRow(page, name).waitFor();
        const text = await quickRow(page, name).innerText();
        await picture("picker");
        await page.keyboard.press("Escape");
        return /chosen/.test(text);
      });
    };
    await choose("FakeMicrophone");
    await newConversation(page);
    await micButton().click();
    await isOpen();
    await p.button("Discard the recording").click();
    await isClosed();
    await choose("The system's default");
  });

  it("tells apart a microphone that may not be opened, and none at all, with what to do", async () => {
    await microphone.stop();
    const freshRecorder = () => {
      for (const pid of descendants(session.server.child.pid, "recorder.js")) process.kill(pid, "SIGKILL");
    };
    freshRecorder();
    await runCommand(page, "Gloss: Speak a Command");
    await notification(page, /No microphone was found\. (Connect one|In this window)/).waitFor();
    await picture("no-microphone");
    await dismissMessages();
    writeFileSync(
      path.join(folder, "asound.conf"),
      'pcm.locked { type hw card 7 hint { show on description "Locked microphone" } }\n',
    );
    freshRecorder();
    await runCommand(page, "Gloss: Speak a Command");
    await notification(page, "The microphone cannot be opened.").waitFor();
    await picture("refused");
    await dismissMessages();
  });
});
