import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../scripts/setup.mjs";
import {
  notification,
  openFile,
  quickInput,
  runCommand,
  selectLines,
  visibleLines,
} from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { askInPanel, eventually, newConversation } from "../support/workbench/panel.mjs";
import { pasteImage, webviewFrame } from "../support/workbench/webviews.mjs";
import { descendants } from "./processes.mjs";
import { picturesFolder, startPanelSession } from "./session.mjs";

const sample = path.join(root, "nano", "samples", "login-form.png");

describe("work with the panel", function () {
  this.timeout(180_000);
  let session;
  let page;
  let p;
  before(async () => {
    ({ session, page, p } = await startPanelSession());
  });
  after(() => session?.stop());

  const picture = (name) => screenshot(page, path.join(picturesFolder, `panel-${name}.png`));
  const isAttached = () => p.chips.filter({ hasText: /login-form\.png\s*480x336/ }).waitFor();
  const explorerRow = (name) =>
    page.locator(`.explorer-folders-view .monaco-list-row[aria-label^=${JSON.stringify(name)}]`).first();

  /** Drags with Shift held: without it, the workbench itself takes what is dropped. */
  async function dragToPanel(locator) {
    const from = await locator.boundingBox();
    const to = await page.locator("iframe.webview.ready").first().boundingBox();
    await page.mouse.move(from.x + 30, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + from.height / 2 + 10, { steps: 4 });
    await page.keyboard.down("Shift");
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
    await page.waitForTimeout(300); // a webview answers a drag event from another process
    await page.mouse.move(to.x + to.width / 2 + 4, to.y + to.height / 2 + 4, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
  }

  it("takes a file from the picker", async () => {
    const chosen = page.waitForEvent("filechooser");
    await p.button("Attach a picture or a sound").click();
    await (await chosen).setFiles(sample);
    await isAttached();
  });

  it("takes a file of the Explorer by its menu", async () => {
    await newConversation(page);
    await explorerRow("screenshots").click();
    await explorerRow("login-form.png").dblclick(); // its tab is dragged later
    await page.locator('.tab.active[data-resource-name="login-form.png"]').waitFor();
    // The menu would close when the view of the picture takes the keyboard.
    await page.locator("iframe.webview.ready").nth(1).waitFor();
    await page.waitForFunction(() => globalThis.document.activeElement?.matches("iframe.webview"));
    await explorerRow("login-form.png").click({ button: "right" });
    // A menu ignores the button's release in its first 100 ms.
    await page.getByRole("menuitem", { name: "Ask About an Image…" }).click({ delay: 200 });
    await isAttached();
  });

  it("takes a file that is dragged from the Explorer", async () => {
    await newConversation(page);
    await dragToPanel(explorerRow("login-form.png"));
    await isAttached();
  });

  it("takes an editor that is dragged by its tab", async () => {
    await newConversation(page);
    await dragToPanel(page.locator('.tab[data-resource-name="login-form.png"]'));
    await isAttached();
  });

  it("takes a picture that is pasted into code, which stays as it is", async () => {
    await newConversation(page);
    await openFile(page, "web/list.ts");
    await page.locator(".editor-instance .view-line").first().click();
    const before = await visibleLines(page);
    await pasteImage(page, sample);
    await p.chips.filter({ hasText: "480x336" }).waitFor();
    assert.deepEqual(await visibleLines(page), before);
  });

  it("copies and inserts code of an answer, and hands it to the review of edits", async () => {
    await newConversation(page);
    await openFile(page, "web/list.ts");
    await selectLines(page, 13, 20);
    await runCommand(page, "Gloss: Add Selection to the Question");
    await p.chips.first().waitFor();
    await askInPanel(page, "Write a doc comment.");
    const code = (await p.view.locator(".code pre").first().innerText()).trim();
    assert.match(code, /^\/\*\*/);
    await p.button("Copy").first().click();
    const copied = () => page.evaluate(() => globalThis.navigator.clipboard.readText());
    await eventually("the copy", async () => (await copied()).trim() === code);

    await selectLines(page, 12, 12);
    await p.button("Insert at cursor").first().click();
    await eventually("the code in the file", async () =>
      (await visibleLines(page)).join("\n").includes(code.split("\n")[0]),
    );
    await page.keyboard.press("Control+z");
    await eventually(
      "no code in the file",
      async () => !(await visibleLines(page)).join("\n").includes("/**"),
    );

    // A comment alone is no function: the gate of all edits says so.
    await p.button("Review as diff").first().click();
    await notification(page, "only a part of what should be replaced").waitFor();
  });

  it("stops an answer at once, and asks again", async () => {
    await newConversation(page);
    await askInPanel(page, "Hello");
    const [engine] = descendants(session.server.child.pid, "llama-server");
    process.kill(engine, "SIGSTOP");
    try {
      await p.input.fill("Tell me more.");
      await p.input.press("Enter");
      await p.button("Stop").click();
      await p.button("Send").waitFor();
      await p.view.locator(".warning", { hasText: "Stopped." }).waitFor();
      await picture("stopped");
    } finally {
      process.kill(engine, "SIGCONT");
    }
    await p.turns.last().hover();
    await p.button("Ask again").click();
    await p.view.locator(".warning").waitFor({ state: "detached" });
    await p.footnotes.nth(1).waitFor({ timeout: 60_000 });
  });

  it("exports a conversation as Markdown", async () => {
    await runCommand(page, "Gloss: Show History");
    await p.view.getByRole("button", { name: "Export as Markdown: Hello" }).click();
    await quickInput(page).waitFor();
    await page.keyboard.press("Enter");
    await page.locator('.tab.active[data-resource-name="Hello.md"]').waitFor();
    const text = readFileSync(path.join(session.server.profile.workspace, "Hello.md"), "utf8");
    assert.match(text, /^# Hello\n\n## Hello\n\n/);
    assert.match(text, /## Tell me more\./);
    await p.button("Back").click();
  });

  it("leaves the reader where they are, also when the view is loaded again", async () => {
    const scroller = p.view.locator(".scroller");
    const top = () => scroller.evaluate((element) => element.scrollTop);
    await p.input.fill("x\n".repeat(80));
    await p.input.press("Enter");
    await p.footnotes.nth(2).waitFor({ timeout: 60_000 });
    await scroller.evaluate((element) => element.scrollTo(0, 200));
    await p.view.locator(".latest").waitFor();
    assert.equal(await top(), 200);
    await (await webviewFrame(page)).evaluate(() => (globalThis.isOld = true));
    await runCommand(page, "Developer: Reload Webviews");
    await eventually("a new page", async () => {
      const frame = await webviewFrame(page).catch(() => undefined);
      return frame && !(await frame.evaluate(() => globalThis.isOld).catch(() => true));
    });
    await p.footnotes.nth(2).waitFor();
    assert.equal(await top(), 200);
  });
});
