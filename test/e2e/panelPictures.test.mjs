import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "../../scripts/build.mjs";
import { root } from "../../scripts/setup.mjs";
import { dialog, notification, runCommand } from "../support/workbench/driver.mjs";
import { pixelsOf, screenshot } from "../support/workbench/look.mjs";
import {
  askInPanel,
  attachPictures,
  eventually,
  newConversation,
  panel,
  storedPictures,
} from "../support/workbench/panel.mjs";
import { webviewFrame } from "../support/workbench/webviews.mjs";
import { picturesFolder, startSession } from "./session.mjs";
import { startRecordedServer } from "../support/teamServer.mjs";

const question = "Explain this screenshot.";
const fixture = (name) => path.join(root, "test", "fixtures", "pictures", name);
const screen = path.join(root, "nano", "samples", "login-form.png");
const heldOut = path.join(root, "nano", "heldout");
const screens = JSON.parse(readFileSync(path.join(heldOut, "set.json"), "utf8")).filter(
  ({ kind }) => kind === "picture",
);

// A server between the panel and the model shows what really goes out.
describe("pictures on their way from the panel to the model", function () {
  this.timeout(180_000);
  let server;
  let session;
  let page;
  let p;
  before(async () => {
    server = await startRecordedServer({ isGreedy: true });
    session = await startSession({
      height: 900,
      settings: { "gloss.engine.place": "server", "gloss.remote.url": `http://${server.host}/v1` },
    });
    page = session.page;
    p = panel(page);
    await newConversation(page);
  });
  after(async () => {
    await session?.stop();
    server?.stop();
  });

  /** Asks with what is attached; resolves with the answer and the body of the request. */
  async function sent(text = "Describe this screenshot.") {
    const before = server.requests.length;
    const agree = dialog(page, "go to").getByRole("button", { name: /^Send to/ });
    await page.addLocatorHandler(agree, () => agree.click());
    const answer = await askInPanel(page, text);
    await page.removeLocatorHandler(agree);
    assert.equal(server.requests.length, before + 1);
    return { answer, body: JSON.parse(server.requests.at(-1).text) };
  }

  const partsOf = ({ messages }) => messages.at(-1).content;
  const pictureIn = (body) => {
    const { url } = partsOf(body).find(({ type }) => type === "image_url").image_url;
    const [, mimeType, base64] = /^data:([^;]+);base64,(.*)$/.exec(url);
    return { mimeType, bytes: Buffer.from(base64, "base64") };
  };

  it("makes of held-out screens the very request that the command line makes, and gets the same answer", async () => {
    await build("tools");
    const rights = { panel: 0, ask: 0 };
    for (const { file, screen: kind, theme } of screens) {
      await newConversation(page);
      await attachPictures(page, path.join(heldOut, file));
      const { answer, body } = await sent(question);
      assert.deepEqual(pictureIn(body).bytes, readFileSync(path.join(heldOut, file)), file);

      const ask = path.join(root, "out", "tools", "scripts", "ask.js");
      const args = [
        ask,
        "--server",
        `http://${server.host}/v1`,
        "--image",
        path.join(heldOut, file),
        question,
      ];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env } });
      assert.equal(server.requests.at(-1).text, server.requests.at(-2).text, file);
      const isRight = (text) => text.includes(kind) && text.includes(`${theme} theme`);
      rights.panel += isRight(answer) ? 1 : 0;
      rights.ask += isRight(stdout) ? 1 : 0;
    }
    assert.equal(rights.panel, rights.ask);
    assert.ok(rights.panel >= screens.length - 2, `${rights.panel} of ${screens.length} are right`);
  });

  for (const name of ["screen.webp", "screen.avif"]) {
    it(`converts ${name} without a change to its pixels, and the model reads it`, async () => {
      await newConversation(page);
      await attachPictures(page, fixture(name));
      const { answer, body } = await sent();
      const { mimeType, bytes } = pictureIn(body);
      assert.equal(mimeType, "image/png");
      assert.deepEqual([...bytes.subarray(1, 4)], [...Buffer.from("PNG")]);
      const original = await pixelsOf(page, readFileSync(screen));
      assert.ok((await pixelsOf(page, bytes)).data.equals(original.data));
      assert.match(answer, /login form with a dark theme/);
      assert.match(await p.footnotes.first().innerText(), /read \d+\s+tokens of pictures/);
    });
  }

  for (const [name, mimeType] of [
    ["plain.gif", "image/gif"],
    ["plain.bmp", "image/bmp"],
    ["print.jpg", "image/jpeg"], // in the colours of a printer, which llama-server does not read
  ]) {
    it(`sends ${name} as a PNG with the pixels that a browser shows`, async () => {
      await newConversation(page);
      await attachPictures(page, fixture(name));
      const picture = pictureIn((await sent()).body);
      assert.equal(picture.mimeType, "image/png");
      const shown = await pixelsOf(page, readFileSync(fixture(name)), mimeType);
      assert.ok((await pixelsOf(page, picture.bytes)).data.equals(shown.data));
    });
  }

  it("turns a picture upright and leaves its metadata behind", async () => {
    await newConversation(page);
    await attachPictures(page, fixture("turned.jpg"));
    const { bytes } = pictureIn((await sent()).body);
    const { width, height } = await pixelsOf(page, bytes);
    assert.deepEqual([width, height], [8, 12]);
    assert.ok(!bytes.includes("Exif"));
  });

  it("compares two pictures, the one that was attached first as the older one", async () => {
    await newConversation(page);
    await attachPictures(page, screen, fixture("screen.webp"));
    const before = server.requests.length;
    await p.button("Compare before and after").click();
    await p.footnotes.first().waitFor();
    const parts = partsOf(JSON.parse(server.requests[before].text));
    assert.deepEqual(
      parts.map(({ type }) => type),
      ["image_url", "image_url", "text"],
    );
    assert.match(parts[2].text, /first one is before, the second one is after/);
  });

  it("cuts a part out of a large picture with all of its detail", async () => {
    const large = path.join(session.server.profile.root, "large.png");
    writeFileSync(large, await largePicture());
    await newConversation(page);
    await attachPictures(page, large);
    assert.match(await p.chips.locator(".chip-detail").innerText(), /^21\d\dx12\d\d/);
    await p.chips.locator(".thumbnail-button").click();
    await p.view.locator(".preview canvas").waitFor();
    const stage = await p.view.locator(".stage img").boundingBox();
    const [x, y] = [stage.x + 0.25 * stage.width, stage.y + 0.25 * stage.height];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 0.1 * stage.width, y + 0.1 * stage.height, { steps: 4 });
    await page.mouse.up();
    await p.button("Done").click();
    await p.view.locator(".picture-editor").waitFor({ state: "detached" });
    const { bytes } = pictureIn((await sent("What is this?")).body);
    const { width, height, at } = await pixelsOf(page, bytes);
    assert.ok(Math.abs(width - 384) < 20 && Math.abs(height - 216) < 20, `${width} x ${height} pixels`);
    // Stripes of one pixel are still stripes; of a picture that had been scaled before they would be grey.
    const row = [0, 1, 2, 3].map((column) => at(100 + column, 100)[0]);
    assert.deepEqual(row.slice(0, 2).toSorted(), [0, 255].toSorted(), row.join());
    assert.deepEqual(row.slice(2).toSorted(), [0, 255].toSorted(), row.join());
  });

  it("spends what the chosen detail says, shows the picture as the model will see it, and what it costs here", async () => {
    await newConversation(page);
    await sent(`How many words are these? ${"one two three ".repeat(40)}`); // tells how fast it reads here
    await newConversation(page);
    const large = path.join(session.server.profile.root, "budget.png");
    writeFileSync(large, await largePicture());
    await attachPictures(page, large);
    await p.chips.locator(".thumbnail-button").click();
    const preview = p.view.locator(".preview canvas");
    await preview.waitFor();
    const detail = p.view.getByRole("combobox", { name: "Detail" });
    const seen = async () => {
      const cost = await p.view.locator(".cost").innerText();
      const [, tokens, seconds] = /· ([\d,]+) tokens · .*about (\d+) s$/.exec(cost) ?? assert.fail(cost);
      const [width, height] = await preview.evaluate(({ width, height }) => [width, height]);
      return { tokens: Number(tokens.replace(",", "")), seconds: Number(seconds), pixels: width * height };
    };
    const whole = await seen();
    assert.ok(whole.tokens > 1000 && whole.tokens <= 1122, `${whole.tokens} tokens`);
    await detail.click();
    await p.view.getByRole("option", { name: "up to 280 tokens" }).click();
    await eventually("the smaller picture", async () => (await seen()).tokens < whole.tokens);
    const less = await seen();
    assert.ok(less.tokens > 200 && less.tokens <= 282, `${less.tokens} tokens`);
    assert.ok(less.pixels < whole.pixels / 3, `${less.pixels} of ${whole.pixels} pixels`);
    assert.ok(less.seconds <= whole.seconds, `${less.seconds} of ${whole.seconds} s`);
    await screenshot(page, path.join(picturesFolder, "panel-budget.png"));
    await detail.focus();
    await page.keyboard.press("ArrowDown"); // the next smaller one, by keyboard
    await eventually("the smallest picture", async () => (await seen()).tokens < less.tokens);
    const least = await seen();
    assert.ok(least.tokens > 100 && least.tokens <= 142, `${least.tokens} tokens`);
    await p.button("Done").click();
    await p.view.locator(".picture-editor").waitFor({ state: "detached" });
    const chip = p.chips.locator(".chip-detail").filter({ hasText: `${least.tokens} tokens` });
    await chip.waitFor();
    const { body } = await sent("What is this?");
    const { width, height } = await pixelsOf(page, pictureIn(body).bytes);
    assert.ok(width * height <= 140 * 48 * 48, `${width} x ${height} pixels are sent`);
    const [, read] = /read (\d+)\s+tokens of pictures/.exec(await p.footnotes.first().innerText());
    assert.ok(Math.abs(Number(read) - least.tokens) <= 20, `${read} of ${least.tokens} tokens`);
  });

  it("is told to a person when the server has not read the picture", async () => {
    await newConversation(page);
    await attachPictures(page, screen);
    server.losesPictures = true;
    await sent();
    server.losesPictures = false;
    await p.view
      .locator(".warning")
      .getByText(/^The picture was not read/)
      .waitFor();
    await screenshot(page, path.join(picturesFolder, "panel-notRead.png"));
  });

  it("stops a flood of reserved tokens with the reason, and the server hears of it", async () => {
    await newConversation(page);
    await attachPictures(page, screen);
    server.flood = "<unused49>";
    await sent();
    await p.view
      .locator(".warning")
      .getByText(/^The model gave nothing but reserved tokens/)
      .waitFor();
    await eventually("the end of the stream", () => server.flood === undefined);
    await screenshot(page, path.join(picturesFolder, "panel-flood.png"));
  });

  it("leaves nothing of covered pixels in what is sent, kept, or shown", async () => {
    const secret = path.join(root, "nano", "samples", "settings-page.png");
    const original = readFileSync(secret);
    await newConversation(page);
    await attachPictures(page, secret);
    await p.chips.locator(".thumbnail-button").click();
    await p.view.locator(".preview canvas").waitFor();
    await p.button("Cover").click();
    await p.view.locator(".stage").press("Enter"); // the middle half of the picture
    await screenshot(page, path.join(picturesFolder, "panel-cover.png"));
    const known = new Set(storedPictures(session.server));
    await p.button("Done").click();
    await p.view.locator(".picture-editor").waitFor({ state: "detached" });
    await p.chips.locator(".chip-detail").waitFor();
    assert.equal(await coveredLight(await shownPictures()), 0);
    const { bytes } = pictureIn((await sent()).body);
    const stored = await eventually("the picture in the history", () =>
      storedPictures(session.server).find((file) => !known.has(file)),
    );
    assert.ok(readFileSync(stored).equals(bytes));
    const uncovered = await pixelsOf(page, original);
    assert.notEqual(lightIn(uncovered), 0, "there was something to cover");
    assert.equal(lightIn(await pixelsOf(page, bytes)), 0);
    assert.equal(await coveredLight(await shownPictures()), 0);
    assert.ok(storedPictures(session.server).every((file) => !readFileSync(file).equals(original)));
    assert.ok(server.requests.every(({ text }) => !text.includes(original.toString("base64"))));
  });

  it("go nowhere while they are being drawn on, whichever command asks for them", async () => {
    await newConversation(page);
    await attachPictures(page, screen);
    await p.chips.locator(".thumbnail-button").click();
    await p.view.locator(".preview canvas").waitFor();
    await p.button("Cover").click();
    await p.view.locator(".stage").press("Enter");
    const [asked, stored] = [server.requests.length, storedPictures(session.server).length];
    for (const command of ["Gloss: Explain Screenshot", "Gloss: Which Code Draws This?"]) {
      await runCommand(page, command);
      await notification(page, "A picture is being edited. Press Done or Cancel first.").waitFor();
      await runCommand(page, "Notifications: Clear All Notifications");
    }
    assert.deepEqual([server.requests.length, storedPictures(session.server).length], [asked, stored]);
    await p.view.getByRole("button", { name: "Covered region 1" }).waitFor();
    await p.button("Done").click();
    await p.view.locator(".picture-editor").waitFor({ state: "detached" });
    assert.equal(lightIn(await pixelsOf(page, pictureIn((await sent()).body).bytes)), 0);
  });

  /** Brightness of all pixels in the middle half together. */
  function lightIn({ width, height, at }) {
    let light = 0;
    for (let y = Math.ceil(height / 4); y < Math.floor((3 * height) / 4); y += 1) {
      for (let x = Math.ceil(width / 4); x < Math.floor((3 * width) / 4); x += 1) {
        const [red, green, blue] = at(x, y);
        light += red + green + blue;
      }
    }
    return light;
  }

  async function coveredLight(pictures) {
    assert.ok(pictures.length > 0);
    const all = await Promise.all(pictures.map((file) => pixelsOf(page, file)));
    return all.reduce((sum, pixels) => sum + lightIn(pixels), 0);
  }

  /** The files behind the pictures in the panel, as the page has them. */
  async function shownPictures() {
    const frame = await webviewFrame(page);
    await frame.waitForFunction(() =>
      [...globalThis.document.querySelectorAll("img.thumbnail")].every((image) => image.naturalWidth > 0),
    );
    const texts = await frame.evaluate(async () => {
      const images = [...globalThis.document.querySelectorAll("img.thumbnail")];
      return Promise.all(
        images.map(async (image) => {
          const canvas = globalThis.document.createElement("canvas");
          canvas.width = image.naturalWidth;
          canvas.height = image.naturalHeight;
          canvas.getContext("2d").drawImage(image, 0, 0);
          return canvas.toDataURL("image/png").split(",")[1];
        }),
      );
    });
    return texts.map((text) => Buffer.from(text, "base64"));
  }

  /** 3840 x 2160 pixels with stripes of one pixel. */
  async function largePicture() {
    const base64 = await page.evaluate(() => {
      const canvas = globalThis.document.createElement("canvas");
      canvas.width = 3840;
      canvas.height = 2160;
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, 3840, 2160);
      context.fillStyle = "#000";
      for (let x = 0; x < 3840; x += 2) context.fillRect(x, 0, 1, 2160);
      return canvas.toDataURL("image/png").split(",")[1];
    });
    return Buffer.from(base64, "base64");
  }
});
