import assert from "node:assert/strict";
import { openWorkbench, runCommand } from "../support/workbench/driver.mjs";
import { askInPanel, eventually, newConversation } from "../support/workbench/panel.mjs";
import { startPanelSession } from "./session.mjs";

/** Forces an answer that takes a while out of the embedded model: it reads a long question first. */
const long = `Explain this.\n${"const total = price + price;\n".repeat(120)}`;

describe("the panel that comes back", function () {
  this.timeout(180_000);
  let session;
  let page;
  let p;
  before(async () => {
    ({ session, page, p } = await startPanelSession());
  });
  after(() => session?.stop());

  const reloadWindow = async () => {
    await page.waitForTimeout(1_000); // what is typed is written down after a moment
    await openWorkbench(page, session.server.url);
    await p.input.waitFor({ timeout: 60_000 });
  };

  it("has what was typed, and its conversation, after the window was loaded again", async () => {
    await newConversation(page);
    await askInPanel(page, "hello");
    await p.input.fill("not sent yet");
    await reloadWindow();
    await p.turns.filter({ hasText: "hello" }).waitFor();
    await eventually("the words are there", async () => (await p.input.inputValue()) === "not sent yet");
  });

  it("has the question that was being answered when the window went", async () => {
    await newConversation(page);
    await p.input.fill(long);
    await p.input.press("Enter");
    await p.button("Stop").waitFor();
    await reloadWindow();
    await p.turns.filter({ hasText: "const total" }).waitFor();
  });

  it("shows the history also when it was closed", async () => {
    await runCommand(page, "View: Toggle Secondary Side Bar Visibility");
    await page.locator(String.raw`#workbench\.parts\.auxiliarybar`).waitFor({ state: "hidden" });
    await runCommand(page, "Gloss: Show History");
    await p.view.locator(".history .history-open").filter({ hasText: "hello" }).waitFor();
    assert.equal(await p.view.locator("main:not(.history)").isVisible(), false);
  });
});
