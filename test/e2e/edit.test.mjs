import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
import { picturesFolder, startSession } from "./session.mjs";

const sum = `function sumPrices(prices: number[]): number {
  let total = 0;
  for (const price of prices) {
    total += price;
  }
  return total;
}
`;

describe("editing in the workbench", function () {
  this.timeout(180_000);
  let session;
  let page;
  before(async () => {
    session = await startSession({
      files: { "change.ts": `// prices\n\n${sum}\nexport const last = 1;\n`, "cart.ts": sum },
      height: 900,
    });
    page = session.page;
    await openFile(page, "change.ts");
  });
  after(() => session?.stop());

  const picture = (name) => screenshot(page, path.join(picturesFolder, `${name}.png`));
  const titleButton = (label) => page.locator(".editor-actions").getByRole("button", { name: label }).first();
  const proposalTab = () => page.locator(".tab", { hasText: "proposed by Gloss" });
  const edit = async (instruction) => {
    await selectLines(page, 3, 9);
    await runCommand(page, "Gloss: Edit Selection");
    await quickInput(page).waitFor();
    await page.keyboard.type(instruction);
    await picture("edit-input");
    await page.keyboard.press("Enter");
    await titleButton("Accept the Proposal").waitFor({ timeout: 60_000 });
  };

  it("shows the proposal as a diff with its buttons", async () => {
    await edit("Rename `prices` to `items`.");
    await proposalTab().waitFor();
    for (const label of [
      "Accept This Change",
      "Refine the Proposal",
      "Ask for the Proposal Again",
      "Discard the Proposal",
    ])
      await titleButton(label).waitFor();
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
    await titleButton("Accept the Proposal").click();
    await proposalTab().waitFor({ state: "detached" });
    await page.locator(".view-line", { hasText: "items: number[]" }).waitFor();
    await page.locator(".editor-instance .view-line").first().click();
    await page.keyboard.press("Control+Z");
    await page.locator(".view-line", { hasText: "prices: number[]" }).waitFor();
    await page.keyboard.press("Control+Y");
    await page.locator(".view-line", { hasText: "items: number[]" }).waitFor();
    assert.ok(!(await visibleLines(page)).some((line) => line.includes("of prices")));
    await picture("edit-accepted");
  });

  it("says why an answer was not used, and offers it", async () => {
    await openFile(page, "cart.ts");
    await selectLines(page, 1, 7);
    await runCommand(page, "Gloss: Edit Selection");
    await quickInput(page).waitFor();
    await page.keyboard.type("Tell me a joke");
    await page.keyboard.press("Enter");
    const message = notification(page, /The answer (was not used|changes nothing)/);
    await message.waitFor({ timeout: 60_000 });
    await picture("edit-refused");
    await message.getByRole("button", { name: "Show the answer" }).click();
    await page.locator(".tab", { hasText: "Untitled" }).waitFor();
  });
});
