// Looking at the result: pictures, and accessibility by axe.
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Writes a picture of the page, or of one locator, to a PNG file. */
export async function screenshot(pageOrLocator, file) {
  mkdirSync(path.dirname(file), { recursive: true });
  await pageOrLocator.screenshot({ path: file, animations: "disabled" });
}

/** Runs axe in a page or frame and returns one line for each violation; `within` is a CSS selector. */
export async function accessibilityProblems(workbench, pageOrFrame, { within, rules = {} } = {}) {
  const source = readFileSync(path.join(workbench.folder, "node_modules", "axe-core", "axe.min.js"), "utf8");
  await pageOrFrame.evaluate(source); // Not a <script>: a webview's content security policy would refuse it.
  const violations = await pageOrFrame.evaluate(
    async ([selector, ruleOptions]) => {
      const found = await globalThis.axe.run(selector ?? document, { rules: ruleOptions, iframes: false });
      return found.violations;
    },
    [within, Object.fromEntries(Object.entries(rules).map(([id, enabled]) => [id, { enabled }]))],
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help} (${target.join(" ")})`),
  );
}

/** Red, green, blue and opacity (0 to 255) of the pixel in the middle of a PNG file, decoded by the browser of `page`. */
export async function middlePixel(page, png) {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await globalThis.createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    return [...context.getImageData(bitmap.width >> 1, bitmap.height >> 1, 1, 1).data];
  }, Buffer.from(png).toString("base64"));
}
