import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { startBrowser } from "../support/workbench/browser.mjs";
import { ensureWorkbench } from "../support/workbench/install.mjs";
import { accessibilityProblems } from "../support/workbench/look.mjs";
import { openWebviewPage } from "../support/workbench/panelPage.mjs";
import { root, say } from "../../scripts/setup.mjs";

const bytes = [...readFileSync(path.join(root, "nano", "samples", "login-form.png"))];
const words = {
  pictureAlt: "The picture that was searched for",
  stop: "Stop",
  files: "Files",
  ask: "Ask about these files",
  texts: "Texts in the picture",
  inNoFile: "in no file",
};
const title = "Which code draws this?";
const login = { path: "src/pages/Login.vue", name: "Login.vue", folder: "src/pages" };
const found = {
  title,
  phase: "",
  words,
  notice: "1,204 files were searched.",
  texts: [
    { number: 1, text: "Log in", box: [100, 60, 400, 140], place: { path: login.path, line: 4 } },
    { number: 2, text: "Username", box: [100, 250, 330, 320], place: { path: login.path, line: 7 } },
    { number: 3, text: "12:45", box: [700, 20, 900, 90] },
    { number: 4, text: "<b>Next</b>" },
  ],
  files: [
    {
      ...login,
      detail: "2 of 4 texts",
      matches: [
        { number: 1, text: "Log in", line: 4 },
        { number: 2, text: "Username", line: 7, key: "login.username" },
      ],
    },
    {
      path: "src/Menu.vue",
      name: "Menu.vue",
      folder: "src",
      detail: "1 of 4 texts",
      matches: [{ number: 1, text: "Log in", line: 30 }],
    },
  ],
};

describe("the page of the code that draws a picture", function () {
  this.timeout(60_000);
  let workbench;
  let browser;
  let page;
  let host;
  before(async () => {
    workbench = await ensureWorkbench({ say });
    browser = await startBrowser(workbench);
    page = browser.page;
    host = await openWebviewPage(page, "foundCode");
    // Bytes cross as they do from the extension host.
    await page.evaluate((all) => {
      const data = { kind: "picture", mimeType: "image/png", bytes: Uint8Array.from(all), mustEncode: false };
      globalThis.dispatchEvent(new globalThis.MessageEvent("message", { data }));
    }, bytes);
    await page.waitForFunction(() => globalThis.sentMessages.some(({ kind }) => kind === "prepared"));
    await host.send({ kind: "draw", page: found });
  });
  after(() => browser?.close());

  const lastSent = async () => (await host.sent()).at(-1);

  it("puts each box where its text stands", async () => {
    const picture = await page.locator("img").boundingBox();
    const box = await page.locator('.box[data-number="2"]').boundingBox();
    assert.ok(Math.abs(box.x - (picture.x + 0.1 * picture.width)) < 1.5);
    assert.ok(Math.abs(box.y - (picture.y + 0.25 * picture.height)) < 1.5);
    assert.ok(Math.abs(box.width - 0.23 * picture.width) < 1.5);
    assert.equal(await page.locator(".box").count(), 3);
  });

  it("leads from a box and from a line of the list to the place in the file", async () => {
    await page.locator('.box[data-number="2"]').click();
    assert.deepEqual(await lastSent(), { kind: "open", path: login.path, line: 7 });
    await page.getByRole("button", { name: "src/Menu.vue:30, Log in" }).click();
    assert.deepEqual(await lastSent(), { kind: "open", path: "src/Menu.vue", line: 30 });
  });

  it("marks a number everywhere while it is pointed at or has the focus", async () => {
    await page.locator('.box[data-number="1"]').focus();
    assert.equal(await page.locator('.marked[data-number="1"]').count(), 4);
    await page.locator('.box[data-number="3"]').focus();
    assert.equal(await page.locator('.marked[data-number="1"]').count(), 0);
  });

  it("is all reachable with the keyboard", async () => {
    await page.locator('.box[data-number="1"]').focus();
    for (const step of [1, 2]) await page.keyboard.press("Tab", { delay: step });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.deepEqual(await lastSent(), { kind: "ask" });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.deepEqual(await lastSent(), { kind: "open", path: login.path, line: 4 });
  });

  it("shows texts of the picture as text", async () => {
    assert.equal(await page.locator(".list b").count(), 0);
    assert.ok(await page.getByText("<b>Next</b>").isVisible());
  });

  it("has nothing that axe objects to", async () => {
    assert.deepEqual(await accessibilityProblems(workbench, page), []);
  });

  it("says what is being done, with a way to stop it", async () => {
    await host.send({ kind: "draw", page: { ...found, phase: "Reading texts: 3", texts: [], files: [] } });
    assert.equal(await page.getByRole("status").innerText(), "Reading texts: 3");
    await page.locator("vscode-button").click();
    assert.deepEqual(await lastSent(), { kind: "stop" });
    await host.send({ kind: "draw", page: found });
  });
});
