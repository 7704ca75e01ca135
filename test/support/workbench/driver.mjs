// What a person does in the workbench, as functions of a Playwright page.

const waitMs = 15_000;
const startMs = 90_000;

/** Opens the workbench at `url` and waits until it shows the workspace; extensions start some seconds later. */
export async function openWorkbench(page, url) {
  await page.goto(url, { waitUntil: "domcontentloaded" });
  await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: startMs });
  await page
    .locator(".explorer-folders-view .monaco-list-row, .editor-group-watermark, .editor-instance")
    .first()
    .waitFor({ timeout: startMs });
}

/** Runs a command of the palette by its full title ("Category: Title"); tries again while its extension starts. */
export async function runCommand(page, title, { timeoutMs = 60_000 } = {}) {
  await choose(page, { key: "F1", prefix: ">", label: title, timeoutMs });
}

/** Opens a file of the workspace by its name or path. */
export async function openFile(page, name) {
  const base = name.split("/").at(-1);
  await choose(page, { key: "Control+P", prefix: "", label: base, text: name, timeoutMs: waitMs });
  await page.locator(`.tab.active[data-resource-name="${base}"]`).waitFor({ timeout: waitMs });
  await page.locator(".editor-instance .view-line").first().waitFor({ timeout: waitMs });
}

/** Selects whole lines, first to last, 1-based, in the active editor. */
export async function selectLines(page, from, to) {
  await page.keyboard.press("Control+G");
  await quickInput(page).waitFor({ timeout: waitMs });
  await quickInput(page).fill(`:${from}:1`);
  await page.keyboard.press("Enter");
  await quickInput(page).waitFor({ state: "hidden", timeout: waitMs });
  for (let line = from; line < to; line += 1) await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+End");
}

/** The four themes that VS Code comes with, by their labels, and the class of a webview's body in each. */
export const themes = {
  "Dark 2026": "vscode-dark",
  "Light 2026": "vscode-light",
  "Dark High Contrast": "vscode-high-contrast",
  "Light High Contrast": "vscode-high-contrast-light",
};

/** Switches to one of `themes`; settings files are read at start only. */
export async function setTheme(page, label) {
  await runCommand(page, "Preferences: Color Theme");
  await quickInput(page).waitFor({ timeout: waitMs });
  await quickInput(page).fill(label);
  await quickRow(page, label).waitFor({ timeout: waitMs });
  await page.keyboard.press("Enter");
  await quickInput(page).waitFor({ state: "hidden", timeout: waitMs });
  const base = { "vscode-dark": "vs-dark", "vscode-light": "vs", "vscode-high-contrast": "hc-black" };
  const wanted = base[themes[label]] ?? "hc-light";
  await page.locator(`.monaco-workbench.${wanted}`).waitFor({ timeout: waitMs });
}

/** The input of the palette, of quick open, and of every input box or list that an extension shows. */
export function quickInput(page) {
  return page.locator(".quick-input-widget .quick-input-box input").first();
}

/** The row of a quick pick whose label starts with `label`. */
export function quickRow(page, label) {
  return page.locator(`.quick-input-widget .monaco-list-row[aria-label^=${JSON.stringify(label)}]`).first();
}

/** The status bar item that shows `text`. */
export function statusBarItem(page, text) {
  return page.locator(".part.statusbar .statusbar-item", { hasText: text });
}

/** Notification toasts (not in a page of a test driver); `notification(page, "text").getByRole("button", …)` presses one. */
export function notification(page, text) {
  return page.locator(".notification-toast", { hasText: text });
}

/** The modal dialog that shows `text`. */
export function dialog(page, text) {
  return page.locator(".monaco-dialog-box", { hasText: text });
}

/** The text of the active editor's visible lines; the editor draws spaces as no-break spaces. */
export async function visibleLines(page) {
  const lines = await page.locator(".editor-group-container.active .view-line").all();
  const placed = await Promise.all(
    lines.map(async (line) => ({ top: (await line.boundingBox())?.y ?? 0, text: await line.textContent() })),
  );
  return placed.sort((a, b) => a.top - b.top).map(({ text }) => (text ?? "").replaceAll("\u00a0", " "));
}

/** The notes that stand after lines of the visible editors, from the top, each as {code, note}. */
export async function marginNotes(page) {
  return page.evaluate(() =>
    [...globalThis.document.querySelectorAll('.view-line span[class*="ced-"]')]
      .map((span) => {
        const line = span.closest(".view-line");
        // The editor draws it as the content of a pseudo-element.
        const note = globalThis.getComputedStyle(span, "::after").content.replaceAll('"', "");
        const code = line.textContent.replaceAll("\u00a0", " ").trim();
        return { top: line.getBoundingClientRect().top, code, note };
      })
      .filter(({ note }) => note !== "none")
      .sort((a, b) => a.top - b.top)
      .map(({ code, note }) => ({ code, note })),
  );
}

async function choose(page, { key, prefix, label, text = label, timeoutMs }) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    // Only while a list is open: in an editor the key drops the selection that the command is about.
    if (await quickInput(page).isVisible()) await page.keyboard.press("Escape");
    await page.keyboard.press(key);
    try {
      await quickInput(page).waitFor({ timeout: 5_000 });
      await quickInput(page).fill(prefix + text);
      await quickRow(page, label).waitFor({ timeout: 4_000 });
      await quickRow(page, label).click({ timeout: 4_000 });
      break;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`"${label}" is not in the list`, { cause: error });
    }
  }
  // A command may open a list of its own at once; a plain one closes the palette.
  await page
    .locator(".quick-input-widget .monaco-list-row.focused", { hasText: label })
    .waitFor({ state: "hidden", timeout: waitMs });
}
