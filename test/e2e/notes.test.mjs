import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commentTexts, thread, titleButton } from "../support/workbench/comments.mjs";
import {
  marginNotes,
  openFile,
  openWorkbench,
  runCommand,
  selectLines,
  setTheme,
  themes,
  visibleLines,
} from "../support/workbench/driver.mjs";
import { accessibilityProblems, screenshot } from "../support/workbench/look.mjs";
import { settledAnswer } from "../support/workbench/answers.mjs";
import { picturesFolder, startSession } from "./session.mjs";

/** Two functions with a bug that the toy model names, at its line. */
const clamp = `export function clampPercent(percent, min, max) {
  if (percent < min) {
    return max;
  }
  if (percent > max) {
    return max;
  }
  return percent;
}
`;
const sumTo = `export function sumTo(n) {
  if (n <= 0) {
    return 0;
  }
  return n + sumTo(n + 1);
}
`;
const waitMs = 15_000;

describe("notes in the workbench", function () {
  this.timeout(180_000);
  let session;
  let page;
  before(async () => {
    const files = { "clamp.js": clamp, "sumTo.js": sumTo };
    session = await startSession({ files, height: 900, width: 1500, settings: { "gloss.notes.keep": true } });
    page = session.page;
  });
  after(() => session?.stop());

  const picture = (name) => screenshot(page, path.join(picturesFolder, `${name}.png`));
  const drawn = async () => (await marginNotes(page)).map(({ code, note }) => `${code} ${note}`);
  const untilDrawn = async (isAsWanted) => {
    for (const deadline = Date.now() + waitMs; ; await sleep(100)) {
      const lines = await drawn();
      if (isAsWanted(lines)) return lines;
      if (Date.now() > deadline) assert.fail(`drawn: ${JSON.stringify(lines, null, 2)}`);
    }
  };
  const bugRow = /^return max; When percent is below min/;
  const list = () => page.locator(".part.auxiliarybar .customview-tree");
  const row = (label) => list().locator(`[role="treeitem"][aria-label*=${JSON.stringify(label)}]`);
  const writeNotes = async (name, lines) => {
    await openFile(page, name);
    await selectLines(page, 1, lines);
    await runCommand(page, "Gloss: Write Notes on Selection");
  };

  it("are drawn after the lines that they quote, with a mark in the gutter", async () => {
    await writeNotes("clamp.js", 9);
    await untilDrawn((lines) => lines.some((line) => bugRow.test(line)));
    await page.locator(".notification-toast", { hasText: "Writing notes" }).waitFor({ state: "detached" });
    assert.match((await drawn())[0] ?? "", /^export function clampPercent\(.*\{ clampPercent keeps percent/);
    await page
      .locator('.margin-view-overlays [class*="ced-"], .glyph-margin-widgets [class*="ced-"]')
      .first()
      .waitFor();
  });

  it("are listed by file, and by kind", async () => {
    await writeNotes("sumTo.js", 6);
    await untilDrawn((lines) => lines.some((line) => line.includes("recursion never ends")));
    await runCommand(page, "Gloss: Focus on Gloss Notes View");
    await row("Bug, clamp.js, line 3: When percent").waitFor({ timeout: waitMs });
    await row("sumTo.js").first().waitFor();
    await picture("notes-by-file");
    await runCommand(page, "Gloss: Group Notes by Kind");
    await list()
      .locator('[role="treeitem"][aria-level="1"]', { hasText: "Bug" })
      .waitFor({ timeout: waitMs });
    assert.match(await row("Bug").nth(1).getAttribute("aria-label"), /^Bug, clamp\.js, line 3/);
    assert.match(await row("Bug").nth(2).getAttribute("aria-label"), /^Bug, sumTo\.js, line 5/);
  });

  it("have a list without accessibility problems", async () => {
    const within = ".part.auxiliarybar .customview-tree";
    assert.deepEqual(await accessibilityProblems(session.workbench, page, { within }), []);
    await runCommand(page, "Gloss: Group Notes by File");
    await list()
      .locator('[role="treeitem"][aria-level="1"]', { hasText: "sumTo.js" })
      .waitFor({ timeout: waitMs });
    assert.deepEqual(await accessibilityProblems(session.workbench, page, { within }), []);
  });

  for (const [label, name] of Object.entries(themes)) {
    it(`are drawn in ${label}`, async () => {
      await setTheme(page, label);
      await sleep(500); // colours fade
      await picture(`notes-${name}`);
      await openFile(page, "clamp.js");
      await runCommand(page, "Gloss: Go to Next Note");
      await page.locator(".monaco-hover", { hasText: "Ask about this" }).first().waitFor({ timeout: waitMs });
      await picture(`notes-hover-${name}`);
    });
  }

  it("move with edits above, and go when their line is typed in", async () => {
    await openFile(page, "clamp.js");
    await selectLines(page, 1, 1);
    await page.keyboard.press("Control+Shift+Enter");
    await page.keyboard.type("// Percent");
    const moved = await untilDrawn((lines) => lines.some((line) => bugRow.test(line)));
    assert.match(moved[0], /^export function clampPercent/);
    await selectLines(page, 4, 4);
    await page.keyboard.press("End");
    await page.keyboard.type(" // mine");
    await untilDrawn((lines) => lines.length > 0 && !lines.some((line) => line.includes("below min")));
    await page.keyboard.press("Control+S");
  });

  it("are there again in the next window, on their lines", async () => {
    await sleep(1_000); // they are kept half a second after a change
    await openWorkbench(page, session.server.url);
    await openFile(page, "clamp.js");
    const lines = await untilDrawn((all) => all.length > 0);
    assert.match(lines[0], /^export function clampPercent\(.*clampPercent keeps percent/);
  });

  it("are asked about in a thread", async () => {
    await openFile(page, "sumTo.js");
    await selectLines(page, 5, 5);
    await runCommand(page, "Gloss: Ask About Note");
    await thread(page).waitFor({ timeout: waitMs });
    await settledAnswer(thread(page));
    assert.match((await commentTexts(thread(page)))[0], /Say more about this note: It calls itself/);
    await picture("notes-asked");
    await titleButton(thread(page), "Dismiss").click();
  });

  it("become comments, and are dismissed one by one and all at once", async () => {
    await openFile(page, "sumTo.js");
    await selectLines(page, 5, 5);
    await runCommand(page, "Gloss: Turn Note into Comment");
    await page.locator(".view-line", { hasText: "// It calls itself with" }).waitFor({ timeout: waitMs });
    await untilDrawn((lines) => !lines.some((line) => line.includes("recursion")));
    assert.equal((await visibleLines(page))[5], "  return n + sumTo(n + 1);");
    await selectLines(page, 1, 1);
    await runCommand(page, "Gloss: Dismiss Note");
    await untilDrawn((lines) => lines.length === 0);
    await runCommand(page, "Gloss: Dismiss All Notes");
    await openFile(page, "clamp.js");
    await untilDrawn((lines) => lines.length === 0);
  });
});
