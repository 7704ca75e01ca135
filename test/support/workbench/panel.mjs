// The panel, as a person uses it.
import { readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "./driver.mjs";
import { dropFiles, webview } from "./webviews.mjs";

const waitMs = 60_000;

/** The parts of the panel, for locators. */
export function panel(page) {
  const view = webview(page);
  return {
    view,
    input: view.locator(".composer textarea"),
    chips: view.locator(".composer .chip"),
    turns: view.locator(".turn"),
    answers: view.locator(".answer-text"),
    notice: view.locator(".notice"),
    footnotes: view.locator(".footnote"),
    button: (name) => view.getByRole("button", { name, exact: true }),
  };
}

/** Types a question, sends it, and waits until its answer has settled; resolves with the answer's text. */
export async function askInPanel(page, text) {
  const { input, footnotes, answers, turns } = panel(page);
  const before = await turns.count();
  await input.fill(text);
  await input.press("Enter");
  await footnotes.nth(before).waitFor({ timeout: waitMs });
  return (await answers.nth(before).innerText()).trim();
}

/** Takes away all that goes along with the next question, one by one. */
export async function clearChips(page) {
  const { chips } = panel(page);
  for (let left = await chips.count(); left > 0; left -= 1) {
    await chips
      .first()
      .getByRole("button", { name: /^Remove/ })
      .click();
    await chips.nth(left - 1).waitFor({ state: "detached" });
  }
}

/** Shows the panel without a question, a conversation, or anything attached. */
export async function newConversation(page) {
  const { view, input, button } = panel(page);
  await runCommand(page, "Gloss: New Conversation");
  await view.locator("main:not(.history)").waitFor();
  if ((await view.locator(".picture-editor").count()) > 0) await button("Cancel").click();
  await input.waitFor();
  await view.locator(".empty").waitFor();
  await clearChips(page);
  await input.fill("");
}

/** Drops files of the operating system on the panel. */
export async function dropIntoPanel(page, ...files) {
  await dropFiles(page, page.locator("iframe.webview.ready").first(), files);
}

/** Drops pictures on the panel, and waits until each one was decoded. */
export async function attachPictures(page, ...files) {
  const { chips } = panel(page);
  const before = await chips.locator(".chip-detail").count();
  await dropIntoPanel(page, ...files);
  await chips
    .locator(".chip-detail")
    .nth(before + files.length - 1)
    .waitFor();
}

/** Makes the side bar of the panel so wide, in pixels, by dragging its edge. */
export async function setPanelWidth(page, width) {
  const bar = page.locator(String.raw`#workbench\.parts\.auxiliarybar`);
  const box = await bar.boundingBox();
  await page.mouse.move(box.x - 1, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x - 1 + box.width - width, box.y + 300, { steps: 8 });
  await page.mouse.up();
  await page.mouse.move(box.x + box.width - 20, box.y + 300); // the edge is drawn thick while it is pointed at
}

/** Files of the pictures in the history of a server's profile. */
export function storedPictures({ profile: { userData } }) {
  const folder = readdirSync(userData, { recursive: true })
    .map(String)
    .find((name) => name.endsWith(path.join("history", "pictures")));
  return folder === undefined
    ? []
    : readdirSync(path.join(userData, folder))
        .filter((name) => !name.endsWith(".new")) // one that is being written
        .map((name) => path.join(userData, folder, name));
}

/** The first value of `check` that is not falsy. */
export async function eventually(what, check, { timeoutMs = 20_000 } = {}) {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(50)) {
    const value = await check();
    if (value) return value;
  }
  throw new Error(`Did not happen: ${what}`);
}
