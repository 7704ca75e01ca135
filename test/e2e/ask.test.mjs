import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  comments,
  commentTexts,
  isReplyFocused,
  submitReply,
  thread,
  titleButton,
  typeReply,
} from "../support/workbench/comments.mjs";
import {
  openFile,
  runCommand,
  selectLines,
  setTheme,
  statusBarItem,
  themes,
} from "../support/workbench/driver.mjs";
import { settledAnswer } from "../support/workbench/answers.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { descendants, isRunning } from "./processes.mjs";
import { picturesFolder, startSession } from "./session.mjs";

const prices = `export function sumPrices(prices: number[]): number {
  let total = 0;
  for (const price of prices) {
    total += price;
  }
  return total;
}
`;

describe("asking in the workbench", function () {
  this.timeout(180_000);
  let session;
  let page;
  before(async () => {
    session = await startSession({ files: { "prices.ts": prices }, height: 1000 });
    page = session.page;
    await openFile(page, "prices.ts");
  });
  after(() => session?.stop());

  const enginePid = () => descendants(session.server.child.pid, "llama-server")[0];
  const answers = (text) => comments(thread(page)).filter({ hasText: text });
  const picture = (name) => screenshot(page, path.join(picturesFolder, `${name}.png`));
  const settled = (index) => settledAnswer(thread(page), index);
  const explain = async () => {
    await selectLines(page, 1, 7);
    await runCommand(page, "Gloss: Explain Selection");
    await settled();
  };
  const dismiss = async () => {
    await titleButton(thread(page), "Dismiss").click();
    await thread(page).waitFor({ state: "detached" });
  };

  it("starts no process before the first question", async () => {
    await statusBarItem(page, "toy model").waitFor();
    assert.equal(enginePid(), undefined);
  });

  it("opens a thread with an input at the selection, and answers there", async () => {
    await selectLines(page, 1, 7);
    await runCommand(page, "Gloss: Ask About Selection");
    await thread(page).waitFor();
    if (!(await isReplyFocused(page))) assert.fail("the keyboard is not in the question's input");
    await page.keyboard.type("What does this do?");
    await picture("ask-input");
    await submitReply(thread(page), "Ask");
    await settled();
    const [question, answer] = await commentTexts(thread(page));
    assert.match(question, /What does this do\?/);
    assert.match(answer, /sumPrices/);
    assert.match(answer, /prices/);
    assert.match(answer, /prices\.ts 1-7/);
    await picture("ask-answer");
  });

  it("answers a follow-up in the same thread", async () => {
    await typeReply(page, thread(page), "What does it return?");
    await submitReply(thread(page), "Ask");
    await settled(1);
    const texts = await commentTexts(thread(page));
    assert.equal(texts.length, 4);
    assert.match(texts[2], /What does it return\?/);
  });

  it("says in the status bar where the model runs and how it is confined", async () => {
    await statusBarItem(page, "toy model").hover();
    await page.locator(".monaco-hover", { hasText: "no network" }).waitFor();
    await page.mouse.move(600, 300);
  });

  it("moves the thread with an edit above it", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("// one line more\n");
    await thread(page).waitFor();
    await page.keyboard.press("Control+Z");
    await dismiss();
  });

  it("shows exactly what was sent", async () => {
    await explain();
    await titleButton(thread(page), "Show What Was Sent").click();
    await page.locator(".editor-instance", { hasText: "File `prices.ts`, lines 1-7:" }).waitFor();
    await runCommand(page, "View: Close Editor");
    await dismiss();
  });

  it("stops at once, even when the engine hangs, and answers again", async () => {
    await explain();
    process.kill(enginePid(), "SIGSTOP");
    await titleButton(thread(page), "Ask Again").click();
    await titleButton(thread(page), "Stop").click();
    await answers("Stopped.").waitFor({ timeout: 2_000 });
    process.kill(enginePid(), "SIGCONT");
    await titleButton(thread(page), "Ask Again").click();
    await settled();
    await dismiss();
  });

  it("names the death of the engine in the thread, and recovers with the next question", async () => {
    await explain();
    const pid = enginePid();
    process.kill(pid, "SIGSTOP");
    await titleButton(thread(page), "Ask Again").click();
    await titleButton(thread(page), "Stop").waitFor();
    process.kill(pid, "SIGKILL");
    await answers("GLOSS-E103").waitFor();
    await picture("engine-died");
    await titleButton(thread(page), "Ask Again").click();
    await settled();
    assert.notEqual(enginePid(), pid);
  });

  for (const [label, name] of Object.entries(themes)) {
    it(`is drawn in ${label}`, async () => {
      await setTheme(page, label);
      await sleep(500); // colours fade
      await picture(`thread-${name}`);
    });
  }

  it("leaves no process behind when the window goes", async () => {
    const pid = enginePid();
    assert.ok(isRunning(pid));
    await session.stop();
    for (let i = 0; i < 100 && isRunning(pid); i += 1) await sleep(50);
    assert.ok(!isRunning(pid));
    session = undefined;
  });
});
