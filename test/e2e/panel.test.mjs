import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../scripts/setup.mjs";
import {
  openFile,
  quickInput,
  runCommand,
  selectLines,
  setTheme,
  themes,
} from "../support/workbench/driver.mjs";
import { settledAnswer } from "../support/workbench/answers.mjs";
import { commentTexts, thread, titleButton } from "../support/workbench/comments.mjs";
import { accessibilityProblems, pixelsOf, screenshot } from "../support/workbench/look.mjs";
import {
  askInPanel,
  attachPictures,
  eventually,
  newConversation,
  storedPictures,
} from "../support/workbench/panel.mjs";
import { pasteImage, webviewFrame } from "../support/workbench/webviews.mjs";
import { descendants } from "./processes.mjs";
import { picturesFolder, startPanelSession } from "./session.mjs";

const sample = (name) => path.join(root, "nano", "samples", name);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

describe("the panel in the workbench", function () {
  this.timeout(180_000);
  let session;
  let page;
  let p;
  const picture = (name) => screenshot(page, path.join(picturesFolder, `panel-${name}.png`));
  before(async () => {
    ({ session, page, p } = await startPanelSession());
  });
  after(() => session?.stop());

  it("says what to try while it is empty", async () => {
    await p.button("Attach a picture of a screen").waitFor();
    await picture("empty");
  });

  it("completes a mention of a file by keyboard, and sends the file along", async () => {
    await newConversation(page);
    await p.input.pressSequentially("What is in @sett");
    const options = p.view.getByRole("option");
    await options.filter({ hasText: "@web/settings.ts" }).waitFor();
    await picture("completion");
    await p.input.press("Enter");
    assert.match(await p.input.inputValue(), /^What is in @\S*settings\.ts $/);
    await askInPanel(page, await p.input.inputValue());
    assert.match(await p.footnotes.first().innerText(), /settings\.ts/);
  });

  it("answers about code that was added, with its place as a chip", async () => {
    await newConversation(page);
    await openFile(page, "web/list.ts");
    await selectLines(page, 13, 20);
    await runCommand(page, "Gloss: Add Selection to the Question");
    await p.chips.filter({ hasText: "list.ts 13-20" }).waitFor();
    const answer = await askInPanel(page, "What does this do?");
    assert.match(answer, /findTask/);
    assert.match(await p.footnotes.first().innerText(), /web\/list\.ts 13-20/);
    assert.equal(await p.chips.count(), 0);
    await picture("answer");
  });

  it("follows up, edits an earlier question and asks again", async () => {
    await askInPanel(page, "What does it return?");
    assert.equal(await p.turns.count(), 2);
    await p.turns.first().hover();
    await p.turns.first().getByRole("button", { name: "Edit and ask again" }).click();
    await p.view.locator(".edit-question").fill("Find the bug.");
    await p.view.locator(".edit-question").press("Enter");
    await p.turns.nth(1).waitFor({ state: "detached" });
    await p.footnotes.first().waitFor();
    assert.match(await p.turns.first().innerText(), /Find the bug\./);
  });

  it("sends the very bytes of a plain picture that is dropped, and its answer tells what is on it", async () => {
    await newConversation(page);
    await attachPictures(page, sample("login-form.png"));
    // 480x336 are 10 by 7 patches, and two marks.
    await p.view.locator('.meter[aria-label$="what is attached takes about 72 more"]').waitFor();
    const answer = await askInPanel(page, "Describe this screenshot.");
    assert.match(answer, /login form/i);
    const wanted = sha256(readFileSync(sample("login-form.png")));
    await eventually("the picture in the history", () =>
      storedPictures(session.server).some((file) => sha256(readFileSync(file)) === wanted),
    );
    await picture("screenshot");
  });

  it("takes a picture from the clipboard", async () => {
    await p.input.focus();
    await pasteImage(page, sample("error-message.png"));
    await p.chips.locator(".chip-detail").waitFor();
    await newConversation(page);
  });

  it("covers, numbers and crops by keyboard and pointer, and what was covered is gone from all that is kept", async () => {
    await newConversation(page);
    await attachPictures(page, sample("error-message.png"));
    await p.chips.locator(".thumbnail-button").click();
    await p.view.locator(".preview canvas").waitFor();
    const stage = p.view.locator(".stage");
    await p.button("Cover").click();
    await stage.press("Enter");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowDown");
    await p.view.getByRole("button", { name: "Covered region 1" }).waitFor();
    await p.button("Number").click();
    await stage.press("Enter");
    await p.view.getByRole("button", { name: "Number 1" }).waitFor();
    await page.keyboard.press("Control+z");
    await p.view.getByRole("button", { name: "Number 1" }).waitFor({ state: "detached" });
    await p.button("Crop").click();
    const box = await stage.boundingBox();
    await page.mouse.move(box.x + 4, box.y + 4);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 8, box.y + box.height - 4, { steps: 4 });
    await page.mouse.up();
    await p.view.getByRole("button", { name: "Crop region" }).waitFor();
    await picture("editor");
    const known = new Set(storedPictures(session.server));
    await p.button("Done").click();
    await p.view.locator(".picture-editor").waitFor({ state: "detached" });
    await askInPanel(page, "What kind of screen is this?");
    const file = await eventually("the picture", () =>
      storedPictures(session.server).find((name) => !known.has(name)),
    );
    const original = sha256(readFileSync(sample("error-message.png")));
    assert.ok(storedPictures(session.server).every((name) => sha256(readFileSync(name)) !== original));
    const kept = await pixelsOf(page, readFileSync(file));
    assert.deepEqual(kept.at(kept.width >> 1, kept.height >> 1), [0, 0, 0, 255]);
  });

  it("keeps an answer that is being written when the view is loaded again", async () => {
    await newConversation(page);
    await attachPictures(page, sample("settings-page.png"));
    await p.input.fill("Describe this screenshot.");
    await p.input.press("Enter");
    const engine = await eventually(
      "the engine",
      () => descendants(session.server.child.pid, "llama-server")[0],
    );
    await eventually(
      "the first words",
      async () =>
        (await p.answers
          .first()
          .textContent()
          .catch(() => "")) !== "",
    );
    process.kill(engine, "SIGSTOP");
    await p.input.fill("a draft").catch(() => undefined);
    const before = await p.answers.first().innerText();
    await runCommand(page, "Developer: Reload Webviews");
    await eventually("the text after the reload", async () => {
      const text = await p.answers
        .first()
        .innerText({ timeout: 500 })
        .catch(() => "");
      return text.startsWith(before.trim().slice(0, 8)) && text !== "";
    });
    process.kill(engine, "SIGCONT");
    await p.footnotes.first().waitFor({ timeout: 60_000 });
    assert.match(await p.answers.first().innerText(), /settings/i);
    assert.equal(await p.input.inputValue(), "a draft");
    await p.input.fill("");
  });

  it("finds, renames and deletes a conversation of the history", async () => {
    await runCommand(page, "Gloss: Show History");
    const rows = p.view.locator(".history-open");
    await rows.nth(2).waitFor();
    await picture("history");
    await p.view.getByRole("searchbox", { name: "Search the history" }).fill("login form");
    await eventually("one row", async () => (await rows.count()) === 1);
    await p.view.getByRole("button", { name: /^Rename/ }).click();
    await quickInput(page).fill("The login page");
    await page.keyboard.press("Enter");
    await rows.filter({ hasText: "The login page" }).first().waitFor();
    await rows.filter({ hasText: "The login page" }).first().click();
    await p.answers.filter({ hasText: /login form/i }).waitFor();
    await runCommand(page, "Gloss: Show History");
    await p.view.getByRole("button", { name: "Delete: The login page" }).click();
    await page.locator(".monaco-dialog-box").getByRole("button", { name: "Delete" }).click();
    await rows.filter({ hasText: "The login page" }).waitFor({ state: "detached" });
    await p.button("Back").click();
  });

  it("renames and deletes the conversation that is open from the menu of its title", async () => {
    await newConversation(page);
    await askInPanel(page, "Hello");
    const title = p.view.locator(".title-button");
    const menu = async (label, open) => {
      await open();
      const entry = page.locator(".monaco-menu").getByRole("menuitem", { name: label });
      await entry.hover();
      await sleep(500); // the menu takes no press in the moment in which it opens
      await picture("title-menu");
      await entry.click();
    };
    await menu("Rename Conversation", () => title.click());
    await quickInput(page).fill("A greeting");
    await page.keyboard.press("Enter");
    await title.filter({ hasText: "A greeting" }).waitFor();
    await menu("Delete Conversation", () => title.press("Enter"));
    await page.locator(".monaco-dialog-box").getByRole("button", { name: "Delete" }).click();
    await p.view.locator(".empty").waitFor();
    assert.equal(await title.count(), 0);
  });

  it("continues a thread of the editor in the panel", async () => {
    await openFile(page, "web/list.ts");
    await selectLines(page, 13, 20);
    await runCommand(page, "Gloss: Explain Selection");
    await settledAnswer(thread(page), 0);
    await titleButton(thread(page), "Continue in Panel").click();
    await p.turns.filter({ hasText: "Explain this code." }).waitFor();
    await p.footnotes.first().waitFor(); // a question that is asked before waits in the input
    await askInPanel(page, "What does it return?");
    await eventually(
      "the follow-up in the thread",
      async () => (await commentTexts(thread(page))).length === 4,
    );
    await picture("continued");
  });

  for (const [label, name] of Object.entries(themes)) {
    it(`has no accessibility problem in ${label}`, async () => {
      await setTheme(page, label);
      await sleep(800); // colours fade
      await picture(name);
      assert.deepEqual(await accessibilityProblems(session.workbench, await webviewFrame(page)), []);
    });
  }
});
