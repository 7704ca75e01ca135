import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../scripts/setup.mjs";
import { openFile, runCommand, selectLines, setTheme, themes } from "../support/workbench/driver.mjs";
import { accessibilityProblems, screenshot } from "../support/workbench/look.mjs";
import {
  askInPanel,
  attachPictures,
  eventually,
  newConversation,
  setPanelWidth,
} from "../support/workbench/panel.mjs";
import { webviewFrame } from "../support/workbench/webviews.mjs";
import { picturesFolder, startPanelSession } from "./session.mjs";

const sample = (name) => path.join(root, "nano", "samples", name);

describe("how the panel looks", function () {
  this.timeout(240_000);
  let session;
  let page;
  let p;
  before(async () => {
    ({ session, page, p } = await startPanelSession({ width: 1500 }));
  });
  after(() => session?.stop());

  /** What can be seen, by name: each shows itself. */
  const states = {
    empty: () => newConversation(page),
    answer: async () => {
      await newConversation(page);
      await openFile(page, "web/list.ts");
      await selectLines(page, 13, 20);
      await runCommand(page, "Gloss: Add Selection to the Question");
      await p.chips.first().waitFor();
      await askInPanel(page, "Write a doc comment.");
      await attachPictures(page, sample("login-form.png"), sample("error-message.png"));
      await askInPanel(page, "What has changed?");
    },
    attached: async () => {
      await attachPictures(page, sample("settings-page.png"));
    },
    editor: async () => {
      await p.chips.locator(".thumbnail-button").first().click();
      await p.view.locator(".preview canvas").waitFor();
      const stage = p.view.locator(".stage");
      for (const tool of ["Cover", "Number"]) {
        await p.button(tool).click();
        await stage.press("Enter");
      }
    },
    history: async () => {
      await runCommand(page, "Gloss: Show History");
      await p.view.locator(".history-open").first().waitFor();
    },
  };

  /** Elements that reach beyond the view's edge without a scroller of their own. */
  const overflow = async () => {
    const frame = await webviewFrame(page);
    return frame.evaluate(() => {
      const { innerWidth, document } = globalThis;
      const isHidden = (element) => element.closest(".visually-hidden, [hidden], pre, table") !== null;
      return [...document.querySelectorAll("main *")]
        .filter((element) => !isHidden(element) && element.getClientRects().length > 0)
        .filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return left < -0.5 || right > innerWidth + 0.5;
        })
        .map((element) => `${element.localName}.${element.className}`);
    });
  };

  for (const width of [220, 320, 900]) {
    it(`keeps everything inside ${width} px, also from right to left`, async () => {
      await states.empty();
      await setPanelWidth(page, width);
      for (const [name, show] of Object.entries(states)) {
        await show();
        for (const dir of ["ltr", "rtl"]) {
          const frame = await webviewFrame(page);
          await frame.evaluate((value) => (globalThis.document.documentElement.dir = value), dir);
          assert.deepEqual(await overflow(), [], `${name}, ${dir}`);
          await screenshot(page, path.join(picturesFolder, `panel-${width}-${name}-${dir}.png`));
        }
        const frame = await webviewFrame(page);
        await frame.evaluate(() => (globalThis.document.documentElement.dir = "ltr"));
      }
    });
  }

  for (const [label, theme] of Object.entries(themes)) {
    it(`has no accessibility problem in ${label}, whatever it shows`, async () => {
      await setTheme(page, label);
      await states.empty();
      await setPanelWidth(page, 340);
      await sleep(800); // colours fade
      for (const [name, show] of Object.entries(states)) {
        await show();
        await screenshot(page, path.join(picturesFolder, `panel-${name}-${theme}.png`));
        assert.deepEqual(
          await accessibilityProblems(session.workbench, await webviewFrame(page)),
          [],
          `${name} in ${label}`,
        );
      }
    });
  }

  it("is used from the keyboard alone", async () => {
    await states.empty();
    await attachPictures(page, sample("login-form.png"));
    await p.input.focus();
    const names = await eventually("all names", async () => {
      const seen = new Set();
      for (let step = 0; step < 24; step += 1) {
        seen.add(await focusedName());
        await page.keyboard.press(step < 12 ? "Shift+Tab" : "Tab");
      }
      return seen;
    });
    for (const name of [
      "Explain the selected code",
      "Attach a picture of a screen",
      "Crop, cover or number login-form.png",
      "Remove login-form.png",
      "Explain",
      "Which code draws this?",
      "Ask about code, a picture or by voice",
    ]) {
      assert.ok(names.has(name), `${name} in ${[...names].join(", ")}`);
    }
    await p.input.focus();
    const after = [];
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press("Tab");
      after.push(await focusedName());
    }
    for (const name of [
      "Attach a picture or a sound",
      "Add the selected code",
      "Capture the screen",
      "Send",
    ]) {
      assert.ok(after.includes(name), `${name} in ${after.join(", ")}`);
    }
    await p.view.getByRole("button", { name: "Explain", exact: true }).focus();
    await page.keyboard.press("Enter");
    await p.footnotes.first().waitFor({ timeout: 60_000 });
    assert.match(await p.answers.first().innerText(), /login form/);
  });

  async function focusedName() {
    const frame = await webviewFrame(page);
    return frame.evaluate(() => {
      const { activeElement } = globalThis.document;
      return (activeElement?.getAttribute("aria-label") ?? activeElement?.textContent ?? "").trim();
    });
  }
});
