import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../scripts/setup.mjs";
import { quickInput, quickRow, runCommand, setTheme, themes } from "../support/workbench/driver.mjs";
import { accessibilityProblems, screenshot } from "../support/workbench/look.mjs";
import { askInPanel, eventually, newConversation, setPanelWidth } from "../support/workbench/panel.mjs";
import { webviewFrame } from "../support/workbench/webviews.mjs";
import { descendants } from "./processes.mjs";
import { picturesFolder, startPanelSession } from "./session.mjs";

const nano = path.join(root, "nano", "nano.gguf");

/** The parts of the panel that tell of the model. */
function modelParts(p) {
  return {
    line: p.view.locator(".engine"),
    detail: p.view.locator(".model-state"),
    spoken: p.view.locator(".visually-hidden[role=status]"),
  };
}

/** Notes each text of the model's line and each text for screen readers from now on; `stop()` gives them. */
async function watchModel(page) {
  const frame = await webviewFrame(page);
  await frame.evaluate(() => {
    const { document } = globalThis;
    globalThis.modelTexts = { line: [], spoken: [] };
    const watch = (selector, texts) => {
      const element = document.querySelector(selector);
      const note = () => texts.at(-1) !== element.textContent && texts.push(element.textContent);
      new globalThis.MutationObserver(note).observe(element, { childList: true, subtree: true });
    };
    watch(".engine", globalThis.modelTexts.line);
    watch(".visually-hidden[role=status]", globalThis.modelTexts.spoken);
  });
  return () => frame.evaluate(() => globalThis.modelTexts);
}

describe("the model in the panel", function () {
  this.timeout(180_000);
  let session;
  let page;
  let p;
  let folder;
  let file;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "gloss-model-"));
    file = path.join(folder, "mine.gguf");
    ({ session, page, p } = await startPanelSession({ settings: typable }));
  });
  after(async () => {
    await session?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** So that a settings file opens as a text editor, which takes text as it is typed. */
  const typable = {
    "workbench.editor.useModal": "off",
    "editor.autoClosingBrackets": "never",
    "editor.autoSurround": "never",
  };

  /** Writes these as the only settings of Gloss, as a person does by hand. */
  async function set(settings) {
    const file = path.join(session.server.profile.userData, "User", "settings.json");
    const others = Object.entries(JSON.parse(readFileSync(file, "utf8"))).filter(
      ([name]) => !name.startsWith("gloss."),
    );
    const text = JSON.stringify({ ...Object.fromEntries(others), ...settings });
    await runCommand(page, "Preferences: Open User Settings (JSON)");
    await page.locator(".tab.active", { hasText: "settings.json" }).waitFor();
    await page.locator(".editor-group-container.active .view-lines").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(text);
    await page.keyboard.press("Control+S");
    await eventually("the settings are saved", () => readFileSync(file, "utf8").trim() === text);
    await runCommand(page, "View: Close Editor");
  }

  it("is told before the first question, with the one next step", async () => {
    const { line, detail } = modelParts(p);
    await detail.getByText("toy model, loaded with the first question", { exact: true }).waitFor();
    assert.equal(await line.innerText(), "toy model · not loaded · local · not measured yet");
    await p.button("Get a better model").click();
    await quickRow(page, "Toy model").waitFor();
    await page.keyboard.press("Escape");
    await quickInput(page).waitFor({ state: "hidden" });
  });

  it("is followed while it is loaded, reads and answers; a screen reader is told of the load alone", async () => {
    const texts = await watchModel(page);
    await askInPanel(page, "What is a loop?");
    await modelParts(p)
      .line.getByText(/^toy model · ready · local · no network · confined/)
      .waitFor();
    const { line, spoken } = await texts();
    const words = line.map((text) => text.split(" · ")[1]);
    assert.deepEqual(
      words.filter((word, index) => word !== words[index - 1]),
      ["loading", "ready", "reading", "answering", "ready"],
    );
    assert.equal(spoken.length, 2, spoken.join("\n"));
    assert.equal(spoken[0], "loading toy model");
    assert.match(spoken[1], /^toy model is ready, [\d,]+ tokens of context$/);
    await newConversation(page);
    await modelParts(p)
      .detail.getByText(/^toy model is ready/)
      .waitFor();
  });

  it("is told as not loaded once it was unloaded", async () => {
    await runCommand(page, "Gloss: Unload the Model");
    await modelParts(p)
      .line.getByText(/^toy model · not loaded/)
      .waitFor();
  });

  /** Leaves the panel and comes back. */
  async function comeBack() {
    await runCommand(page, "View: Toggle Secondary Side Bar Visibility");
    await page.locator(String.raw`#workbench\.parts\.auxiliarybar`).waitFor({ state: "hidden" });
    await newConversation(page);
  }

  it("is named as missing before anybody asks, with the way to another one", async () => {
    await set({ "gloss.model.path": file });
    const { line, detail } = modelParts(p);
    await detail.getByText(/^The model file mine\.gguf is not there\. Put it back at /).waitFor();
    assert.match(await line.innerText(), /^mine · file missing · local/);
    assert.equal(descendants(session.server.child.pid, "llama-server").length, 0);
    await p.button("Choose a model").click();
    await quickRow(page, "Toy model").waitFor();
    await page.keyboard.press("Escape");
    await quickInput(page).waitFor({ state: "hidden" });
  });

  for (const [label, name] of Object.entries(themes)) {
    it(`shows that without an accessibility problem in ${label}`, async () => {
      await setTheme(page, label);
      await setPanelWidth(page, 340);
      await sleep(800); // colours fade
      await screenshot(page, path.join(picturesFolder, `panel-model-missing-${name}.png`));
      assert.deepEqual(await accessibilityProblems(session.workbench, await webviewFrame(page)), []);
    });
  }

  it("is loaded from there by keyboard once its file is back, and the question gets the keyboard", async () => {
    copyFileSync(nano, file);
    await comeBack();
    await modelParts(p).detail.getByText("mine, loaded with the first question", { exact: true }).waitFor();
    await p.button("Load it now").focus();
    await page.keyboard.press("Enter");
    await modelParts(p)
      .detail.getByText(/^mine is ready, [\d,]+ tokens of context$/)
      .waitFor();
    await p.button("Load it now").waitFor({ state: "detached" });
    await page.keyboard.type("typed");
    assert.equal(await p.input.inputValue(), "typed");
    await p.input.fill("");
  });

  it("that ends between two questions is told, and started again", async () => {
    const stop = await watchModel(page);
    const [engine] = descendants(session.server.child.pid, "llama-server");
    process.kill(engine, "SIGKILL");
    const { line, detail } = modelParts(p);
    await detail.getByText(/^The engine .* between two questions/).waitFor();
    assert.match(await line.innerText(), /^mine · failed · local/);
    await screenshot(page, path.join(picturesFolder, "panel-model-failed.png"));
    await p.button("Start it again").click();
    await detail.getByText(/^mine is ready/).waitFor();
    const { spoken } = await stop();
    assert.match(spoken[0], /between two questions/);
    assert.match(spoken.at(-1), /^mine is ready/);
    const again = await eventually(
      "the engine",
      () => descendants(session.server.child.pid, "llama-server")[0],
    );
    assert.notEqual(again, engine);
  });

  it("is named as missing again when its file goes", async () => {
    rmSync(file);
    await comeBack();
    await modelParts(p)
      .detail.getByText(/^The model file mine\.gguf is not there/)
      .waitFor();
  });

  it("is nowhere while a server is chosen without an address", async () => {
    await set({ "gloss.engine.place": "server" });
    await modelParts(p)
      .line.getByText(/^no server · not set up · nowhere/)
      .waitFor();
    await p.button("Choose what answers").waitFor();
    await screenshot(page, path.join(picturesFolder, "panel-model-noServer.png"));
  });
});

describe("a question in the panel while the model is missing", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-model-"));
  const file = path.join(folder, "mine.gguf");
  let session;
  let page;
  let p;
  before(async () => {
    ({ session, page, p } = await startPanelSession({ settings: { "gloss.model.path": file } }));
  });
  after(async () => {
    await session?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("fails with the way to another one, and is asked again once its file is back", async () => {
    await p.input.fill("hello");
    await p.input.press("Enter");
    await p.view
      .locator(".error")
      .getByText(/^The model file mine\.gguf is not there/)
      .waitFor();
    await screenshot(page, path.join(picturesFolder, "panel-model-failedAnswer.png"));
    await p.view.locator(".answer-actions").getByRole("button", { name: "Choose a model" }).click();
    await quickRow(page, "Toy model").waitFor();
    await page.keyboard.press("Escape");
    await quickInput(page).waitFor({ state: "hidden" });
    copyFileSync(nano, file);
    await p.button("Try again").click();
    await p.footnotes.first().waitFor();
    assert.equal(await p.view.locator(".error").count(), 0);
  });
});
