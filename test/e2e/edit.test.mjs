import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loggedAnswers } from "../support/workbench/answers.mjs";
import {
  notification,
  openFile,
  quickInput,
  runCommand,
  selectLines,
  setTheme,
  themes,
  visibleLines,
} from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { editorButton, proposalTab } from "../support/workbench/proposals.mjs";
import { picturesFolder, startSession } from "./session.mjs";

/** A function without its return: an error for TypeScript, and a bug that the toy model mends. */
const sum = `function sumPrices(prices: number[]): number {
  let total = 0;
  for (const price of prices) {
    total += price;
  }
}
`;

describe("editing in the workbench", function () {
  this.timeout(180_000);
  let session;
  let page;
  before(async () => {
    session = await startSession({
      files: {
        "change.ts": `// prices\n\nexport ${sum}\nexport const last = 1;\n`,
        "cart.ts": `export ${sum}`,
      },
      height: 900,
    });
    page = session.page;
    await openFile(page, "change.ts");
  });
  after(() => session?.stop());

  const picture = (name) => screenshot(page, path.join(picturesFolder, `${name}.png`));
  const edit = async (instruction) => {
    await selectLines(page, 3, 8);
    await runCommand(page, "Gloss: Edit Selection");
    await quickInput(page).waitFor();
    await page.keyboard.type(instruction);
    await picture("edit-input");
    await page.keyboard.press("Enter");
    await editorButton(page, "Accept the Proposal").waitFor({ timeout: 60_000 });
  };

  it("shows the proposal as a diff with its buttons", async () => {
    await edit("Add the missing return");
    await proposalTab(page).waitFor();
    for (const label of [
      "Accept This Change",
      "Refine the Proposal",
      "Ask for the Proposal Again",
      "Discard the Proposal",
    ])
      await editorButton(page, label).waitFor();
    await page
      .locator(".monaco-diff-editor .line-insert, .monaco-diff-editor .char-insert")
      .first()
      .waitFor();
  });

  for (const [label, name] of Object.entries(themes)) {
    it(`is drawn in ${label}`, async () => {
      await setTheme(page, label);
      await sleep(500); // colours fade
      await picture(`edit-${name}`);
    });
  }

  it("is accepted from the title bar, taken back with one undo, and made again", async () => {
    await editorButton(page, "Accept the Proposal").click();
    await proposalTab(page).waitFor({ state: "detached" });
    const added = page.locator(".view-line", { hasText: "return total;" });
    await added.waitFor();
    await page.locator(".editor-instance .view-line").first().click();
    await page.keyboard.press("Control+Z");
    await added.waitFor({ state: "detached" });
    await page.keyboard.press("Control+Y");
    await added.waitFor();
    assert.equal((await visibleLines(page))[6], "  }");
    await picture("edit-accepted");
  });

  it("goes on from what was accepted with what the engine has read already", async () => {
    await selectLines(page, 3, 9);
    await runCommand(page, "Gloss: Document Selection");
    // The toy model's comment is good enough or not, by a hair.
    await editorButton(page, "Accept the Proposal")
      .or(notification(page, "The answer was not used"))
      .first()
      .waitFor({ timeout: 60_000 });
    await picture("edit-document");
    const [before, after] = loggedAnswers(session.server.profile.userData).slice(-2);
    // All but the mark that opens an answer: an earlier one has none. Longer prompts: test/engine/edits.
    assert.ok(after.cachedTokens >= before.promptTokens - 8, JSON.stringify([before, after]));
    await runCommand(page, "View: Close All Editors");
  });

  it("mends an error from its light bulb", async () => {
    await openFile(page, "cart.ts");
    await page.locator(".squiggly-error").first().waitFor({ timeout: 60_000 });
    await selectLines(page, 1, 1);
    await runCommand(page, "Go to Next Problem in Files");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+.");
    const entry = page.locator(".action-widget .monaco-list-row", { hasText: "Fix with Gloss" });
    await entry.waitFor();
    await picture("edit-light-bulb");
    await entry.click();
    await editorButton(page, "Accept the Proposal").click({ timeout: 60_000 });
    await proposalTab(page).waitFor({ state: "detached" });
    await page.locator(".view-line", { hasText: "return total;" }).waitFor();
    await page.locator(".squiggly-error").first().waitFor({ state: "detached", timeout: 60_000 });
  });

  it("says why an answer was not used, and offers it", async () => {
    await selectLines(page, 1, 7);
    await runCommand(page, "Gloss: Edit Selection");
    await quickInput(page).waitFor();
    await page.keyboard.type("Tell me a joke");
    await page.keyboard.press("Enter");
    const message = notification(page, /The answer (was not used|changes nothing)/);
    await message.waitFor({ timeout: 60_000 });
    await picture("edit-refused");
    await message.getByRole("button", { name: "Show the answer" }).click();
    await page.locator(".tab", { hasText: "Untitled" }).first().waitFor();
  });
});
