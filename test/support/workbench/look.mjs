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

/**
 * Size and pixels of a picture file, decoded by the browser of `page`: red, green, blue and opacity (0 to 255) of each
 * pixel, row by row.
 */
export async function pixelsOf(page, file, mimeType = "image/png") {
  const [width, height, base64] = await page.evaluate(
    async ([text, type]) => {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      const bitmap = await globalThis.createImageBitmap(new Blob([bytes], { type }));
      const canvas = document.createElement("canvas");
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      const context = canvas.getContext("2d");
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let binary = "";
      for (let at = 0; at < data.length; at += 32_768)
        binary += String.fromCharCode(...data.subarray(at, at + 32_768));
      return [bitmap.width, bitmap.height, globalThis.btoa(binary)];
    },
    [Buffer.from(file).toString("base64"), mimeType],
  );
  const data = Buffer.from(base64, "base64");
  const at = (x, y) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
  return { width, height, data, at };
}
