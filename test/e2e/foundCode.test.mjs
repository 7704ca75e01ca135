import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../scripts/setup.mjs";
import { dialog, setTheme, themes } from "../support/workbench/driver.mjs";
import { accessibilityProblems, screenshot } from "../support/workbench/look.mjs";
import { attachPictures, eventually, setPanelWidth } from "../support/workbench/panel.mjs";
import { webviewFrame } from "../support/workbench/webviews.mjs";
import { picturesFolder, startPanelSession } from "./session.mjs";
import { startRecordedServer } from "../support/teamServer.mjs";

// Through a server the toy model is asked for boxes, too; it reads the texts, and puts the boxes somewhere near.
describe("the code that draws a picture, in the workbench", function () {
  this.timeout(180_000);
  let server;
  let session;
  let page;
  let p;
  let frame;
  before(async () => {
    server = await startRecordedServer({ isGreedy: true });
    ({ session, page, p } = await startPanelSession({
      width: 1400,
      settings: { "gloss.engine.place": "server", "gloss.remote.url": `http://${server.host}/v1` },
    }));
    await setPanelWidth(page, 280);
    await attachPictures(page, path.join(root, "nano", "samples", "login-form.png"));
    await p.button("Which code draws this?").click();
    await dialog(page, "go to")
      .getByRole("button", { name: /^Send to/ })
      .click();
    await page.getByRole("tab", { name: "Code of login-form.png" }).waitFor();
    frame = await eventually("the files", async () => {
      const one = await resultFrame();
      return one && (await one.locator(".file").count()) > 0 && one;
    });
  });
  after(async () => {
    await session?.stop();
    server?.stop();
  });

  /** The page of the result: the webview that is not the panel. */
  async function resultFrame() {
    for (let index = 0; index < (await page.locator("iframe.webview.ready").count()); index += 1) {
      const one = await webviewFrame(page, index);
      if ((await one.locator("main.found").count()) > 0) return one;
    }
    return undefined;
  }

  it("is found at one press in the panel", async () => {
    assert.match(await frame.locator(".file").first().innerText(), /login\.html[^]*Log in[^]*Username/);
    // Which texts have a box is the toy model's doing: those that have one are in the list under their number.
    const numbers = async (selector) =>
      frame.locator(selector).evaluateAll((elements) => elements.map(({ dataset }) => dataset.number));
    const boxed = await numbers(".box");
    const listed = await numbers("li[data-number]");
    assert.ok(boxed.length > 0 && boxed.every((number) => listed.includes(number)), `${boxed} of ${listed}`);
  });

  for (const [label, theme] of Object.entries(themes)) {
    it(`has no accessibility problem in ${label}`, async () => {
      await setTheme(page, label);
      await sleep(800); // colours fade
      await screenshot(page, path.join(picturesFolder, `foundCode-${theme}.png`));
      assert.deepEqual(await accessibilityProblems(session.workbench, frame), []);
    });
  }

  it("leads by keyboard from a numbered box to the line, beside the picture", async () => {
    await setTheme(page, "Dark 2026");
    const box = frame.locator(".box:not(.unknown)").first();
    await box.focus();
    const place = await box.getAttribute("aria-label");
    const [, name, line] = /([^/]+):(\d+)$/.exec(place);
    await page.keyboard.press("Enter");
    await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await page.locator(".statusbar-item", { hasText: `Ln ${line}, ` }).waitFor();
    assert.ok(await page.getByRole("tab", { name: "Code of login-form.png" }).isVisible());
    await screenshot(page, path.join(picturesFolder, "foundCode-opened.png"));
  });

  it("is put into the panel's question, the picture only once", async () => {
    await frame.getByRole("button", { name: "Ask about these files" }).click();
    await p.chips.filter({ hasText: "login.html" }).waitFor();
    assert.equal(await p.chips.filter({ hasText: "login-form.png" }).count(), 1);
  });
});
