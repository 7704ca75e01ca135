import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { root } from "../../scripts/setup.mjs";
import { settledAnswer } from "../support/workbench/answers.mjs";
import { commentTexts, thread } from "../support/workbench/comments.mjs";
import {
  notification,
  openFile,
  quickInput,
  quickRow,
  runCommand,
  selectLines,
  visibleLines,
} from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { askInPanel, dropIntoPanel, newConversation, panel } from "../support/workbench/panel.mjs";
import { webview } from "../support/workbench/webviews.mjs";
import { pictureWithOrders, png, sumCode, watch, wav } from "./hostile.mjs";
import { picturesFolder, startSession } from "./session.mjs";

const blank = (bytes) => deflateSync(Buffer.alloc(bytes));
/** Names, bytes, and what is said of them. */
const brokenFiles = [
  ["bomb.png", () => png(15_000, 15_000, blank(1 << 20)), /15,000 x 15,000 pixels/],
  ["noise.png", () => png(480, 336, Buffer.from("no pixels, only words".repeat(50))), /cannot be|damaged/],
  ["half.png", () => png(480, 336, blank(1000)), /cannot be|damaged|cut off/],
  ["liar.wav", () => wav({ claimed: 0x4000_0000 }), /cut off \(0 %/],
  ["silent.wav", () => wav({ channels: 0 }), /cannot be used/],
  ["endless.wav", () => wav({ rate: 1, data: Buffer.alloc(320_000) }), /cannot be used|s long/],
];

describe("what others made", function () {
  this.timeout(180_000);
  let session;
  let page;
  let p;
  let isInert;
  let orders;
  const attach = async (place) => {
    await dropIntoPanel(page, place);
    await p.chips.locator(".chip-detail").waitFor();
  };
  before(async () => {
    session = await startSession({ files: { "prices.ts": sumCode }, height: 900 });
    page = session.page;
    p = panel(page);
    isInert = watch(page);
    orders = session.file("orders.png", await pictureWithOrders(page));
    await openFile(page, "prices.ts");
    await newConversation(page);
  });
  after(() => session?.stop());

  it("is described where a picture gives orders, and its orders are not followed", async () => {
    await attach(orders);
    const answer = await askInPanel(page, "Describe this screenshot.");
    assert.match(answer, /error/i);
    await isInert();
    await screenshot(page, path.join(picturesFolder, "hostile-picture.png"));
  });

  it("is searched for in the code, and what was read in it stays text", async () => {
    await newConversation(page);
    await attach(orders);
    await runCommand(page, "Gloss: Which Code Draws This?");
    await page.locator(".tab.active", { hasText: "Code of orders.png" }).waitFor();
    const found = [0, 1].map((index) =>
      webview(page, index).locator(".results", { hasText: /Error|Submit/ }),
    );
    await Promise.any(found.map((results) => results.waitFor({ timeout: 60_000 })));
    await isInert();
    await screenshot(page, path.join(picturesFolder, "hostile-picture-code.png"));
    await runCommand(page, "View: Close Editor");
  });

  for (const [name, make, message] of brokenFiles) {
    it(`is refused with the reason in ${name}, and the next question is answered`, async () => {
      await newConversation(page);
      await p.input.fill("What does it do?");
      await dropIntoPanel(page, session.file(name, make()));
      await p.notice.filter({ hasText: message }).waitFor();
      assert.equal(await p.chips.count(), 0);
      assert.equal(await p.input.inputValue(), "What does it do?");
      await openFile(page, "prices.ts");
      await selectLines(page, 1, 7);
      await runCommand(page, "Gloss: Add Selection to the Question");
      await p.chips.filter({ hasText: "prices.ts" }).waitFor();
      assert.match(await askInPanel(page, "Explain this."), /sumPrices/);
    });
  }

  it("is refused by name as a model file, the editor works, and the next question is answered", async () => {
    const bytes = readFileSync(path.join(root, "nano", "nano.gguf"));
    const key = "tokenizer.ggml.bos_token_id";
    bytes.writeUInt32LE(2 ** 31 - 1, bytes.indexOf(key) + key.length + 4);
    await runCommand(page, "Gloss: Use Model Files I Have");
    await quickRow(page, "..").waitFor(); // the dialog lists a folder before it takes a path
    await quickInput(page).fill(session.file("hostile.gguf", bytes));
    await quickRow(page, "hostile.gguf").waitFor();
    await page.keyboard.press("Enter");
    await notification(page, "hostile.gguf cannot be used").waitFor();
    await screenshot(page, path.join(picturesFolder, "hostile-model.png"));
    await openFile(page, "prices.ts");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("// still here");
    assert.ok((await visibleLines(page)).some((line) => line.includes("// still here")));
    await selectLines(page, 1, 7);
    await runCommand(page, "Gloss: Explain Selection");
    await settledAnswer(thread(page));
    assert.match((await commentTexts(thread(page)))[1], /sumPrices/);
  });
});
