import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/setup.mjs";
import { startRecordedServer } from "../support/teamServer.mjs";
import { notification, runCommand } from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { clearChips, dropIntoPanel, panel } from "../support/workbench/panel.mjs";
import { chooseServer } from "../support/workbench/chooseServer.mjs";
import { picturesFolder, startSession } from "./session.mjs";

const run = promisify(execFile);
/** A few of the sounds that the model never heard; with HELD_OUT=all every one (three minutes). */
const compared =
  process.env.HELD_OUT === "all"
    ? readdirSync(path.join(root, "nano", "heldout")).filter((name) => name.endsWith(".wav"))
    : ["voice-4.wav", "voice-140.wav", "voice-197.wav"];
const heldOut = (name) => path.join(root, "nano", "heldout", name);

/** A WAV file of a tone; `said` is the length that its header claims, in bytes. */
function wav({ seconds = 1, rate = 16_000, channels = 1, bits = 16, isFloat = false, value, said }) {
  const frames = Math.round(seconds * rate);
  const data = Buffer.alloc((frames * channels * bits) / 8);
  for (let i = 0; i < frames * channels; i += 1) {
    const level = value ?? 0.25 * Math.sin((2 * Math.PI * 440 * Math.floor(i / channels)) / rate);
    const at = (i * bits) / 8;
    if (isFloat) data.writeFloatLE(level, at);
    else if (bits === 8) data.writeUInt8(Math.round(128 + 127 * level), at);
    else data.writeIntLE(Math.round(level * (2 ** (bits - 1) - 1)), at, bits / 8);
  }
  const header = Buffer.alloc(44);
  header.write("RIFF");
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(isFloat ? 3 : 1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE((rate * channels * bits) / 8, 28);
  header.writeUInt16LE((channels * bits) / 8, 32);
  header.writeUInt16LE(bits, 34);
  header.write("data", 36);
  header.writeUInt32LE(said ?? data.length, 40);
  return Buffer.concat([header, data]);
}

const refused = {
  "cut-off.wav": [wav({ said: 64_000 }), /cut-off\.wav cannot be used: it is cut off \(50 %/],
  "no-sound.wav": [wav({ seconds: 0 }), /no-sound\.wav cannot be used: it holds no sound/],
  "says-nothing.wav": [wav({ said: 0 }), /its header says that it holds no sound/],
  "nan.wav": [wav({ isFloat: true, bits: 32, value: NaN }), /some of its values are no numbers/],
  "nonsense.wav": [wav({ bits: 16, channels: 0 }), /its header makes no sense/],
  "text.wav": [Buffer.from("RIFFs are fun"), /text\.wav is an unknown kind of file/],
};

const taken = {
  "8-bit.wav": wav({ bits: 8 }),
  "96-khz.wav": wav({ rate: 96_000 }),
  "6-channels.wav": wav({ channels: 6 }),
  "open-length.wav": wav({ said: 0xffff_ffff }),
  "floats.wav": wav({ isFloat: true, bits: 32 }),
};

/** What the command line makes of a sound. */
async function askByCommandLine(...args) {
  const tool = [path.join(root, "scripts", "run.mjs"), "ask", "--json", ...args];
  const { stdout } = await run(process.execPath, tool, { cwd: root });
  return JSON.parse(stdout);
}

describe("sounds as files in the panel", function () {
  this.timeout(240_000);
  let folder;
  let session;
  let server;
  let page;
  let p;
  const file = (name, bytes) => {
    const target = path.join(folder, name);
    writeFileSync(target, bytes);
    return target;
  };
  const chip = (name) => p.chips.filter({ hasText: name });
  const askAbout = async (sound) => {
    await runCommand(page, "Gloss: New Conversation");
    await p.view.locator(".empty").waitFor();
    await dropIntoPanel(page, sound);
    await p.chips.first().waitFor();
    await p.button("Send").click();
    await p.footnotes.first().waitFor({ timeout: 90_000 });
    await page.evaluate(() => globalThis.navigator.clipboard.writeText(""));
    await p.button("Copy the answer").click();
    let answer = "";
    while (answer === "") answer = await page.evaluate(() => globalThis.navigator.clipboard.readText());
    return {
      answer,
      heard: (await p.view.locator(".question-text").innerText()).replace(/^Heard: /, ""),
    };
  };

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "gloss-sounds-"));
    server = await startRecordedServer();
    session = await startSession({
      height: 900,
      settings: { "gloss.remote.url": `http://${server.host}/v1` },
    });
    page = session.page;
    p = panel(page);
    await runCommand(page, "Gloss: New Conversation");
    await p.input.waitFor();
  });
  after(async () => {
    await session?.stop();
    server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("are refused with the reason where they are damaged, and nothing of the question is lost", async () => {
    await p.input.fill("what is said here");
    await dropIntoPanel(page, heldOut("voice-28.wav"));
    await chip("voice-28.wav").waitFor();
    for (const [name, [bytes, reason]] of Object.entries(refused)) {
      await dropIntoPanel(page, file(name, bytes));
      await p.notice.filter({ hasText: reason }).waitFor();
      assert.equal(await p.chips.count(), 1, name);
      assert.equal(await p.input.inputValue(), "what is said here");
    }
    await screenshot(page, path.join(picturesFolder, "sounds-refused.png"));
  });

  it("are taken in every usual form, and can be played", async () => {
    await clearChips(page);
    for (const [name, bytes] of Object.entries(taken)) {
      await dropIntoPanel(page, file(name, bytes));
      await chip(name).locator(".time", { hasText: "0:01" }).waitFor();
    }
    await clearChips(page);
  });

  it("of more than 30 s are cut only if the person says so", async () => {
    const long = file("long.wav", wav({ seconds: 31 }));
    const offer = notification(page, "long.wav is 31.0 s long.");
    await dropIntoPanel(page, long);
    await offer.locator(".codicon-notifications-clear").click();
    await offer.waitFor({ state: "detached" });
    assert.equal(await p.chips.count(), 0);
    await dropIntoPanel(page, long);
    await offer.getByRole("button", { name: "Attach the first 30 s" }).click();
    await chip("long.wav").locator(".time", { hasText: "0:30" }).waitFor();
    await clearChips(page);
  });

  it("are pictures where they only have the name of a sound", async () => {
    await dropIntoPanel(
      page,
      file("picture.wav", readFileSync(path.join(root, "test", "fixtures", "dot.png"))),
    );
    await p.chips.locator("img").waitFor();
    await clearChips(page);
    await p.input.fill("");
  });

  for (const name of compared) {
    it(`are answered as by the command line (${name}, which the model never heard)`, async () => {
      const here = await askAbout(heldOut(name));
      const there = await askByCommandLine("--audio", heldOut(name));
      assert.deepEqual(here, { answer: there.answer, heard: there.heard });
    });
  }

  it("reach a model as the very bytes that the command line sends, in the same request", async () => {
    await chooseServer(page, server.host);
    await askAbout(heldOut("voice-28.wav"));
    await askByCommandLine("--audio", heldOut("voice-28.wav"), "--server", `http://${server.host}/v1`);
    const [here, there] = server.requests
      .map(({ text }) => JSON.parse(text))
      .filter((body) => JSON.stringify(body).includes("input_audio"))
      .slice(-2);
    assert.deepEqual(here, there);
    const sound = here.messages.at(-1).content.find(({ type }) => type === "input_audio").input_audio;
    assert.equal(sound.data, readFileSync(heldOut("voice-28.wav")).toString("base64"));
  });
});
