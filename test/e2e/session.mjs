// One workbench with the packaged extension and a small workspace, for all tests of a file.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { packageExtension } from "../../scripts/package.mjs";
import { root, say } from "../../scripts/setup.mjs";
import { startBrowser } from "../support/workbench/browser.mjs";
import { openFile, openWorkbench } from "../support/workbench/driver.mjs";
import { ensureWorkbench } from "../support/workbench/install.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { newConversation, panel } from "../support/workbench/panel.mjs";
import { startServer } from "../support/workbench/server.mjs";

/** Where pictures of the tests go, to be looked at. */
export const picturesFolder = path.join(root, "out", "pictures");

const pages = new Set();

// A bench opens sessions too, without mocha.
globalThis.afterEach?.(async function () {
  if (this.currentTest?.state !== "failed") return;
  for (const page of pages) {
    const name = this.currentTest.fullTitle().replaceAll(/[^a-z0-9]+/giu, "-");
    await screenshot(page, path.join(picturesFolder, `failed-${name}.png`)).catch(() => {});
  }
});

/** Starts the workbench on a copy of demo/ with more `files` ({name: text}), and with `extensions` (folders) beside Gloss, and `within` a command that starts it; `stop()` ends everything. */
export async function startSession({
  files = {},
  settings = {},
  keybindings = [],
  extensions,
  env = {},
  within,
  width,
  height,
} = {}) {
  const workbench = await ensureWorkbench({ say });
  const vsix = process.env.GLOSS_VSIX ?? (await packageExtension());
  const workspace = mkdtempSync(path.join(os.tmpdir(), "gloss-e2e-"));
  cpSync(path.join(root, "demo"), workspace, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
    writeFileSync(path.join(workspace, name), text);
  }
  const server = await startServer(workbench, {
    ...{ workspace, vsix, settings, keybindings, extensions, env, within },
  });
  rmSync(workspace, { recursive: true });
  const browser = await startBrowser(workbench, { width, height });
  pages.add(browser.page);
  await openWorkbench(browser.page, server.url);
  return {
    workbench,
    server,
    page: browser.page,
    /** Writes a file outside of the workspace, and gives its path. */
    file(name, bytes) {
      const place = path.join(server.profile.root, name);
      writeFileSync(place, bytes);
      return place;
    },
    async stop() {
      pages.delete(browser.page);
      await browser.close();
      await server.stop();
    },
  };
}

/** The same with a file in front and the panel open beside it; `p` has the panel's parts. */
export async function startPanelSession(options = {}) {
  const session = await startSession({ height: 900, ...options });
  const { page } = session;
  await openFile(page, "web/list.ts");
  await newConversation(page);
  return { session, page, p: panel(page) };
}
