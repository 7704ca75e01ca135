import assert from "node:assert/strict";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../scripts/setup.mjs";
import { openFile, runCommand, selectLines } from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import {
  askInPanel,
  attachPictures,
  dropIntoPanel,
  eventually,
  newConversation,
} from "../support/workbench/panel.mjs";
import { copyImage, copyText } from "../support/workbench/webviews.mjs";
import { picturesFolder, startPanelSession } from "./session.mjs";

const sample = readFileSync(path.join(root, "nano", "samples", "login-form.png"));
const fixture = (name) => path.join(root, "test", "fixtures", "pictures", name);

/** A picture that says it is so large. */
function sized(width, height) {
  const bytes = Buffer.from(sample);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

/** A picture whose parts are all there, with nonsense as its pixels. */
function broken() {
  const bytes = Buffer.from(sample);
  const at = bytes.indexOf("IDAT") + 4;
  bytes.fill(0x5a, at, at + 200);
  return bytes;
}

describe("what is given to the panel", function () {
  this.timeout(180_000);
  let session;
  let page;
  let p;
  before(async () => {
    ({ session, page, p } = await startPanelSession());
  });
  after(() => session?.stop());

  for (const [name, bytes, message] of [
    ["empty.png", Buffer.alloc(0), /empty\.png is an empty file\. Use PNG/],
    ["drawing.svg", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), /SVG.*scripts.*attach a PNG/],
    ["notes.png", Buffer.from("just text"), /unknown kind of file/],
    ["photo.heic", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), /HEIC picture/],
    ["cut.png", sample.subarray(0, 2000), /cut\.png is cut off: its end is missing/],
    ["broken.png", broken(), /cannot be read as a picture/],
    ["wide.png", sized(20_000, 40), /20,000 x 40 pixels\. Use at most 16,000/],
    ["vast.png", sized(15_000, 15_000), /at most 100 million pixels/],
  ]) {
    it(`is refused in place if it is ${name}, and what was typed stays`, async () => {
      await newConversation(page);
      await p.input.fill("my question");
      await dropIntoPanel(page, session.file(name, bytes));
      await p.notice.filter({ hasText: message }).waitFor();
      await eventually("no chip", async () => (await p.chips.count()) === 0);
      assert.equal(await p.input.inputValue(), "my question");
    });
  }

  it("is refused if it has 100 MB, before it is read", async () => {
    await newConversation(page);
    await p.input.fill("my question");
    const large = session.file("large.png", sample);
    truncateSync(large, 100_000_000);
    await dropIntoPanel(page, large);
    await p.notice.filter({ hasText: "large.png has 100 MB. Attach at most 67 MB." }).waitFor();
    assert.equal(await p.input.inputValue(), "my question");
    await screenshot(page, path.join(picturesFolder, "panel-refused.png"));
  });

  it("is taken by its content, whatever its name says", async () => {
    await newConversation(page);
    await attachPictures(page, session.file("picture.txt", sample));
    assert.match(await p.chips.innerText(), /picture\.txt\s+480x336/);
  });

  it("is taken in colours for print, and moving, of which the first frame is used", async () => {
    await newConversation(page);
    await attachPictures(page, fixture("print.jpg"), fixture("moving.gif"));
    assert.equal(await p.chips.count(), 2);
    await p.notice.filter({ hasText: "Only the first frame of moving.gif is used." }).waitFor();
  });

  it("is taken where it can be, and each of the others is named", async () => {
    await newConversation(page);
    const bad = [
      session.file("empty.png", Buffer.alloc(0)),
      session.file("notes.png", Buffer.from("just text")),
    ];
    await dropIntoPanel(page, bad[0], session.file("good.png", sample), bad[1]);
    await p.chips.locator(".chip-detail").waitFor();
    await p.notice.nth(1).waitFor();
    assert.deepEqual(
      (await p.notice.allInnerTexts()).map((text) => text.split(" ")[0]),
      ["empty.png", "notes.png"],
    );
    assert.equal(await p.chips.count(), 1);
  });

  it("is a picture of the clipboard, or the reason why there is none", async () => {
    await newConversation(page);
    await copyText(page, "only text");
    await runCommand(page, "Gloss: Ask About the Image in the Clipboard");
    await p.notice.filter({ hasText: "no picture in the clipboard" }).waitFor();
    assert.equal(await p.chips.count(), 0);
    await copyImage(page, session.file("copied.png", sample));
    await runCommand(page, "Gloss: Ask About the Image in the Clipboard");
    await p.chips.locator(".chip-detail", { hasText: "480x336" }).waitFor();
  });

  it("can be sent after its file was deleted", async () => {
    await newConversation(page);
    const place = session.file("gone.png", sample);
    await attachPictures(page, place);
    rmSync(place);
    assert.match(await askInPanel(page, "Describe this screenshot."), /login form/);
  });

  it("can be sent as code after its file was deleted", async () => {
    const place = path.join(session.server.profile.workspace, "half.ts");
    writeFileSync(place, "function half(n: number) {\n  return n / 2;\n}\n");
    await openFile(page, "half.ts");
    await selectLines(page, 1, 3);
    await newConversation(page);
    await p.button("Add the selected code").click();
    await p.chips.filter({ hasText: "half.ts 1-3" }).waitFor();
    await runCommand(page, "View: Close All Editors");
    rmSync(place);
    assert.match(await askInPanel(page, "What does this do?"), /half/);
  });

  it("is explained at one press where it is the selected code", async () => {
    await openFile(page, "web/list.ts");
    await selectLines(page, 13, 20);
    await newConversation(page);
    await p.input.fill("a draft");
    await p.button("Explain the selected code").click();
    await p.footnotes.first().waitFor({ timeout: 60_000 });
    assert.match(await p.turns.first().innerText(), /Explain this code\.[^]*findTask/);
    assert.equal(await p.input.inputValue(), "a draft");
  });

  it("is asked for where no file is open", async () => {
    await runCommand(page, "View: Close All Editors");
    await newConversation(page);
    await p.button("Explain the selected code").click();
    await p.notice.filter({ hasText: "Open a file and select some code first." }).waitFor();
  });
});
