// A headless Chromium with one page, for one workbench.
import { loadPlaywright } from "./install.mjs";

const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

/** Starts Chromium; the page may use the clipboard. `close()` ends the process. */
export async function startBrowser(workbench, { width = 1280, height = 800, permissions } = {}) {
  const browser = await loadPlaywright(workbench.folder).chromium.launch({
    executablePath: workbench.chromium,
    args: [...flags, "--disable-component-update", "--disable-sync"],
    // The caller ends the browser, together with the server: Playwright's own handlers would exit first.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const context = await browser.newContext({
    viewport: { width, height },
    permissions: permissions ?? ["clipboard-read", "clipboard-write"],
  });
  await denyMicrophone(context);
  const page = await context.newPage();
  return { browser, context, page, close: () => browser.close() };
}

/** As on a desktop, where a webview may not use the microphone; code-server would allow it. */
async function denyMicrophone(context) {
  await context.route(/\/webview\/browser\/pre\/(index|fake)\.html/, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "permissions-policy": "microphone=(), camera=()" };
    await route.fulfill({ response, headers });
  });
}
