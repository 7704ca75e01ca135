import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { startBrowser } from "../support/workbench/browser.mjs";
import { ensureWorkbench } from "../support/workbench/install.mjs";
import { pixelsOf } from "../support/workbench/look.mjs";
import { openPanelPage, stateWith } from "../support/workbench/panelPage.mjs";
import { root, say } from "../../scripts/setup.mjs";

const file = readFileSync(path.join(root, "nano", "samples", "login-form.png"));
const chip = { id: "c1", kind: "image", label: "login-form.png", detail: "480x336", mediaKey: "c1-1" };

describe("the picture editor in the page of the panel", function () {
  this.timeout(60_000);
  let browser;
  let page;
  let host;
  before(async () => {
    browser = await startBrowser(await ensureWorkbench({ say }));
    page = browser.page;
  });
  after(() => browser?.close());

  const editor = () => page.locator(".picture-editor");
  const button = (name) => page.getByRole("button", { name, exact: true });
  const shapes = () => page.locator(".shape");
  const lastSent = async () => (await host.sent()).at(-1);

  /** A page with one picture, which is being drawn on. */
  async function openEditor() {
    host = await openPanelPage(page);
    const message = stateWith("Done.");
    message.state.chips = [chip];
    await host.send(message);
    await page.locator(".thumbnail-button").click();
    // Bytes cross as they do from the extension host.
    await page.evaluate(
      (all) => {
        const data = { kind: "media", key: "c1-whole", mimeType: "image/png", bytes: Uint8Array.from(all) };
        globalThis.dispatchEvent(new globalThis.MessageEvent("message", { data }));
      },
      [...file],
    );
    await page.locator(".preview canvas").waitFor();
  }

  async function cover() {
    await button("toolCover").click();
    await page.locator(".stage").press("Enter");
    assert.equal(await shapes().count(), 1);
  }

  it("stays with what was drawn where the browser gives no picture, and says so", async () => {
    await openEditor();
    await cover();
    await page.evaluate(() => {
      globalThis.ownToBlob = globalThis.HTMLCanvasElement.prototype.toBlob;
      globalThis.HTMLCanvasElement.prototype.toBlob = (callback) => callback(null);
    });
    await button("done").click();
    await editor().locator(".warning", { hasText: "notDrawn" }).waitFor();
    assert.equal(await shapes().count(), 1);
    await page.evaluate(() => (globalThis.HTMLCanvasElement.prototype.toBlob = globalThis.ownToBlob));
    await button("done").click();
    await editor().waitFor({ state: "detached" });
    assert.equal((await host.sent()).filter(({ kind }) => kind === "replacePicture").length, 1);
  });

  const editingMessages = async () => (await host.sent()).filter(({ kind }) => kind === "editing");

  it("tells the host which picture is drawn on, until it is done or cancelled", async () => {
    await openEditor();
    assert.deepEqual((await editingMessages()).slice(-1), [{ kind: "editing", id: "c1" }]);
    await button("cancel").click();
    assert.deepEqual(await lastSent(), { kind: "editing" });
    await page.locator(".thumbnail-button").click();
    await page.locator(".preview canvas").waitFor();
    await cover();
    await button("done").click();
    await editor().waitFor({ state: "detached" });
    assert.deepEqual(
      (await host.sent()).slice(-2).map(({ kind }) => kind),
      ["replacePicture", "editing"],
    );
  });

  it("tells the host of a page that was loaded anew, whether it draws or not", async () => {
    await openEditor();
    await cover();
    const kept = await page.evaluate(() => globalThis.keptState);
    const fresh = await browser.context.newPage();
    await fresh.addInitScript((state) => (globalThis.keptState = state), kept);
    for (const chips of [[chip], []]) {
      const opened = await openPanelPage(fresh);
      const message = stateWith("Done.");
      message.state.chips = chips;
      await opened.send(message);
      const told = (await opened.sent()).filter(({ kind }) => kind === "editing");
      assert.deepEqual(told, [{ kind: "editing", ...(chips.length > 0 && { id: "c1" }) }]);
    }
    await fresh.close();
    await page.bringToFront();
  });

  it("closes at Escape while nothing is drawn, and else at the second one", async () => {
    await openEditor();
    await cover();
    await page.keyboard.press("Escape");
    await page.getByRole("alert").filter({ hasText: "leaveDrawing" }).waitFor();
    assert.equal(await shapes().count(), 1);
    await page.keyboard.press("ArrowLeft"); // whoever goes on drawing is asked again
    await page.keyboard.press("Escape");
    assert.equal(await shapes().count(), 1);
    await page.keyboard.press("Escape");
    await editor().waitFor({ state: "detached" });
    await page.locator(".thumbnail-button").click();
    await page.locator(".preview canvas").waitFor();
    await page.locator(".stage").press("Escape");
    await editor().waitFor({ state: "detached" });
  });

  it("stays, with what was drawn, when Escape closes the list of details", async () => {
    await openEditor();
    await cover();
    await page.getByRole("combobox", { name: "budget" }).click();
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("option").first().waitFor({ state: "hidden" });
    assert.equal(await page.getByRole("alert").filter({ hasText: "leaveDrawing" }).count(), 0);
    assert.equal(await shapes().count(), 1);
  });

  it("has no step to undo after a click that moved nothing", async () => {
    await openEditor();
    await cover();
    await shapes().first().click();
    await button("undo").click();
    assert.equal(await shapes().count(), 0);
  });

  it("burns numbers into the pixels that are sent", async () => {
    await openEditor();
    await button("toolMark").click();
    await page.locator(".stage").press("Enter"); // the middle
    await button("done").click();
    await editor().waitFor({ state: "detached" });
    const { at, width, height } = await pixelsOf(page, await sentPicture("replacePicture"));
    assert.deepEqual([width, height], [480, 336]);
    const before = await pixelsOf(page, file);
    const [x, y] = [240, 168];
    assert.deepEqual(at(x - 8, y), [0, 0, 0, 255], "the ground of the number");
    assert.deepEqual(at(x - 12, y).slice(0, 3), [255, 255, 255], "its ring");
    assert.deepEqual(at(x - 40, y), before.at(x - 40, y), "the picture beside it");
  });

  /** The bytes of the picture in the last message of a kind. */
  async function sentPicture(kind) {
    return Buffer.from(
      await page.evaluate((wanted) => {
        const { picture } = globalThis.sentMessages.findLast((message) => message.kind === wanted);
        return [...picture];
      }, kind),
    );
  }
});
