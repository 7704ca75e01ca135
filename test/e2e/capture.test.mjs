import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "../../scripts/build.mjs";
import { ensureScreenTools } from "../../scripts/debianPackages.mjs";
import { root } from "../../scripts/setup.mjs";
import {
  notification,
  quickInput,
  quickRow,
  runCommand,
  statusBarItem,
} from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { clearChips, eventually } from "../support/workbench/panel.mjs";
import { picturesFolder, startPanelSession } from "./session.mjs";

// Debian's portal on a bus of its own, in front of a stand-in for the desktop.
describe("a capture of the screen under Wayland", function () {
  this.timeout(180_000);
  if (process.platform !== "linux") return;
  let folder;
  let bus;
  let desktop;
  let session;
  let page;
  let p;
  /** What the desktop does when it is asked for a picture. */
  let answer;
  before(async () => {
    await ensureScreenTools();
    await build("desktopPortal");
    const { startSession, startDesktop } = await import("../../out/test/support/desktopPortal.js");
    folder = mkdtempSync(path.join(os.tmpdir(), "gloss-capture-e2e-"));
    bus = await startSession(folder, "whole");
    desktop = await startDesktop(bus, () => answer());
    ({ session, page, p } = await startPanelSession({ env: bus.env }));
  });
  after(async () => {
    await session?.stop();
    bus?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const light = () => statusBarItem(page, "Capturing the screen…");
  const noAnswer = () => new Promise(() => {});

  async function capture(area) {
    await runCommand(page, "Gloss: Capture the Screen…");
    await quickRow(page, area).click();
    await quickInput(page).waitFor({ state: "hidden" });
  }

  it("puts the picture into the question, and leaves none in the person's folder", async () => {
    const file = path.join(folder, "Screenshot.png");
    answer = () => {
      copyFileSync(path.join(root, "nano", "samples", "login-form.png"), file);
      return { response: 0, file };
    };
    await capture("Whole screen");
    await p.chips.filter({ hasText: /^screen \d\d-\d\d-\d\d\.png/ }).waitFor();
    assert.equal(existsSync(file), false);
    await light().waitFor({ state: "hidden" });
    await clearChips(page);
  });

  it("is cancelled by a press in the status bar, and by a command", async () => {
    answer = noAnswer;
    const cancels = [
      () => light().getByRole("button", { name: "Capturing the screen; press to cancel" }).click(),
      () => runCommand(page, "Gloss: Cancel the Capture of the Screen"),
    ];
    for (const cancel of cancels) {
      const before = desktop.asked.length;
      await capture("Region or window");
      await eventually("the desktop is asked", () => desktop.asked.length > before);
      await light().waitFor();
      await screenshot(page, path.join(picturesFolder, "capture-running.png"));
      await cancel();
      await light().waitFor({ state: "hidden" });
      await eventually("the request is taken back", () =>
        desktop.closed.includes(desktop.asked.at(-1).handle),
      );
    }
    assert.equal(await p.chips.count(), 0);
    assert.equal(await page.locator(".notification-toast").count(), 0);
  });

  it("says what to do where the desktop refuses, or gives no picture", async () => {
    for (const [response, message] of [
      [1, /was not allowed to capture the screen\. Allow screenshots for the editor/],
      [2, /gave no picture of the screen: it may not, or cannot\. Allow screenshots for the editor/],
    ]) {
      answer = () => ({ response });
      await capture("Whole screen");
      await notification(page, message).waitFor();
      await screenshot(page, path.join(picturesFolder, `capture-response-${response}.png`));
      await runCommand(page, "Notifications: Clear All Notifications");
      await light().waitFor({ state: "hidden" });
    }
  });
});
