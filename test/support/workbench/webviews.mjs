// Webviews, and what reaches them from outside the workbench: the clipboard and files.
import { readFileSync } from "node:fs";
import path from "node:path";

/** The document of the n-th visible webview, for locators. */
export function webview(page, index = 0) {
  const outer = page.locator("iframe.webview.ready").nth(index).contentFrame();
  return outer.locator("iframe#active-frame").contentFrame();
}

/** The same document as a Playwright frame, for `evaluate`. */
export async function webviewFrame(page, index = 0) {
  const outer = await page.locator("iframe.webview.ready").nth(index).elementHandle();
  const inner = await (await outer.contentFrame()).waitForSelector("iframe#active-frame");
  return inner.contentFrame();
}

/** Puts a PNG file into the clipboard. */
export async function copyImage(page, file) {
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const blob = new Blob([bytes], { type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
  }, readFileSync(file).toString("base64"));
}

/** Puts a text into the clipboard. */
export async function copyText(page, text) {
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
}

/** Puts a PNG file into the clipboard and presses the paste key, wherever the keyboard is. */
export async function pasteImage(page, file) {
  await copyImage(page, file);
  await page.keyboard.press("Control+V");
}

/** Drags files of the operating system over the middle of `target` and drops them. */
export async function dropFiles(page, target, files, { isShiftHeld = false } = {}) {
  const box = await target.boundingBox();
  const session = await page.context().newCDPSession(page);
  const event = {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    data: { items: [], files: files.map((file) => path.resolve(file)), dragOperationsMask: 1 },
    modifiers: isShiftHeld ? 8 : 0,
  };
  for (const type of ["dragEnter", "dragOver", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, ...event });
    await page.waitForTimeout(100); // A webview answers a drag event from another process.
  }
  await session.detach();
}
