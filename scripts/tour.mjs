// Plays the tour: questions a person would try first, in a real workbench, written down with what was on screen.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, say } from "./setup.mjs";
import { startBrowser } from "../test/support/workbench/browser.mjs";
import {
  commentTexts,
  submitReply,
  thread,
  titleButton,
  typeReply,
} from "../test/support/workbench/comments.mjs";
import {
  marginNotes,
  notification,
  openFile,
  openWorkbench,
  runCommand,
  selectLines,
  setTheme,
  themes,
  visibleLines,
} from "../test/support/workbench/driver.mjs";
import { ensureWorkbench } from "../test/support/workbench/install.mjs";
import { loggedAnswers, settledAnswer } from "../test/support/workbench/answers.mjs";
import { askInPanel, panel } from "../test/support/workbench/panel.mjs";
import { dropFiles } from "../test/support/workbench/webviews.mjs";
import { screenshot } from "../test/support/workbench/look.mjs";
import { startServer } from "../test/support/workbench/server.mjs";

/** What is asked; `names` must stand in the answer, since each is a name that the code itself uses. */
const questions = [
  { file: "web/chart.ts", symbol: "sumPoints", ask: "explain", names: ["sumPoints"] },
  { file: "web/list.ts", symbol: "findTask", ask: "What does this do?", names: ["findTask"] },
  { file: "web/list.ts", symbol: "findTask", followUp: "What does it return?", names: ["findTask"] },
  { file: "reports/report.py", symbol: "find_entry", ask: "Find the bug.", names: ["find_entry"] },
  { file: "server/main.go", symbol: "SumTo", ask: "explain", names: ["SumTo"] },
];

/** Plays all questions and themes; writes PNGs and tour.json into `out`, and resolves with what went wrong. */
export async function playTour({ vsix, out }) {
  mkdirSync(out, { recursive: true });
  const workbench = await ensureWorkbench({ say });
  const server = await startServer(workbench, { workspace: path.join(root, "demo"), vsix });
  const steps = [];
  try {
    const browser = await startBrowser(workbench, { width: 1280, height: 900 });
    try {
      await openWorkbench(browser.page, server.url);
      for (const question of questions)
        steps.push(await playQuestion(browser.page, { question, out, server, steps }));
      steps.push(await playNotes(browser.page, { out, steps }));
      steps.push(await playFix(browser.page, { out, server, steps }));
      steps.push(await playPicture(browser.page, { out, server, steps }));
      for (const [label, name] of Object.entries(themes)) {
        await setTheme(browser.page, label);
        await browser.page.waitForTimeout(600); // colours fade
        const picture = `theme-${name}.png`;
        await screenshot(browser.page, path.join(out, picture));
        steps.push({ title: label, picture });
      }
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
  writeFileSync(path.join(out, "tour.json"), `${JSON.stringify({ steps }, null, 2)}\n`);
  return steps.flatMap(({ question, missing = [] }) =>
    missing.map((name) => `"${question}" was answered without ${name}`),
  );
}

async function playQuestion(page, { question, out, server, steps }) {
  const { file, symbol, ask, followUp, names } = question;
  if (followUp === undefined) await openQuestion(page, { file, symbol, ask });
  else await reply(page, followUp);
  await settledAnswer(thread(page), followUp === undefined ? 0 : 1);
  const texts = await commentTexts(thread(page));
  const picture = `${String(steps.length + 1)}-${symbol}.png`;
  await screenshot(page, path.join(out, picture));
  const answer = texts.at(-1) ?? "";
  const missing = names.filter((name) => !answer.includes(name));
  say(`${symbol}: ${answer.split("\n")[0]}`);
  return {
    question: followUp ?? texts.at(-2) ?? ask,
    file,
    symbol,
    answer,
    missing,
    usage: loggedAnswers(server.profile.userData).at(-1),
    onScreen: { thread: texts, code: await visibleLines(page) },
    picture,
  };
}

/** A bug that is mended: proposed as a diff, and accepted. */
async function playFix(page, { out, server, steps }) {
  const [file, symbol, question] = ["web/totals.ts", "sumValues", "Fix Selection"];
  await selectFunction(page, file, symbol);
  await runCommand(page, `Gloss: ${question}`);
  const accept = page.locator(".editor-actions").getByRole("button", { name: "Accept the Proposal" }).first();
  const refusal = notification(page, /The answer (was not used|changes nothing)/);
  await accept.or(refusal).first().waitFor({ timeout: 60_000 });
  const picture = `${String(steps.length + 1)}-fix.png`;
  await screenshot(page, path.join(out, picture));
  if (await accept.isVisible()) {
    await accept.click();
    await page.locator(".tab", { hasText: "proposed by Gloss" }).waitFor({ state: "detached" });
  }
  const answer = (await visibleLines(page)).join("\n");
  const missing = answer.includes("return total;") ? [] : ["return total;"];
  say(`${symbol}: ${missing.length === 0 ? "mended" : "not mended"}`);
  return {
    question,
    file,
    symbol,
    answer,
    missing,
    usage: loggedAnswers(server.profile.userData).at(-1),
    picture,
  };
}

/** Notes in the margin of a function. */
async function playNotes(page, { out, steps }) {
  const [file, symbol, question] = ["web/chart.ts", "sumPoints", "Write Notes on Selection"];
  await selectFunction(page, file, symbol);
  await runCommand(page, `Gloss: ${question}`);
  await notification(page, "Writing notes").waitFor();
  await notification(page, "Writing notes").waitFor({ state: "detached", timeout: 60_000 });
  await runCommand(page, "Gloss: Focus on Gloss Notes View");
  const notes = await marginNotes(page);
  const picture = `${String(steps.length + 1)}-notes.png`;
  await screenshot(page, path.join(out, picture));
  for (const { code, note } of notes) say(`${code}  ${note}`);
  const answer = notes.map(({ code, note }) => `${code}  ${note}`).join("\n");
  const missing = notes.some(({ note }) => note.includes(symbol)) ? [] : [symbol];
  return { question, file, symbol, answer, missing, picture };
}

/** A picture of a screen, dropped into the panel and asked about. */
async function playPicture(page, { out, server, steps }) {
  const question = "Describe this screenshot.";
  await runCommand(page, "Gloss: New Conversation");
  const { input, chips } = panel(page);
  await input.waitFor();
  await dropFiles(page, page.locator("iframe.webview.ready").first(), [
    path.join(root, "demo", "screenshots", "login-form.png"),
  ]);
  await chips.locator(".chip-detail").waitFor();
  const answer = await askInPanel(page, question);
  const picture = `${String(steps.length + 1)}-screenshot.png`;
  await screenshot(page, path.join(out, picture));
  say(`screenshot: ${answer.split("\n")[0]}`);
  const missing = /login form/i.test(answer) ? [] : ["login form"];
  return { question, answer, missing, usage: loggedAnswers(server.profile.userData).at(-1), picture };
}

async function openQuestion(page, { file, symbol, ask }) {
  await selectFunction(page, file, symbol);
  if (ask === "explain") {
    await runCommand(page, "Gloss: Explain Selection");
    return;
  }
  await runCommand(page, "Gloss: Ask About Selection");
  await thread(page).waitFor();
  await page.keyboard.type(ask);
  await submitReply(thread(page), "Ask");
}

async function selectFunction(page, file, symbol) {
  for (const dismiss of await titleButton(thread(page), "Dismiss").all()) await dismiss.click();
  await openFile(page, file);
  const { from, to } = linesOf(readFileSync(path.join(root, "demo", file), "utf8"), symbol);
  await selectLines(page, from, to);
}

async function reply(page, text) {
  await typeReply(page, thread(page), text);
  await submitReply(thread(page), "Ask");
}

/** First and last line, from 1, of the function in which `symbol` is defined: up to the next line without indentation. */
function linesOf(text, symbol) {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => new RegExp(`(function|def|func) ${symbol}\\b`).test(line));
  if (start < 0) throw new Error(`${symbol} is not in the demo`);
  const length = lines.slice(start + 1).findIndex((line) => /^[}\S]/.test(line));
  const end = start + 1 + length;
  const isClosing = lines[end]?.startsWith("}");
  let last = isClosing ? end : end - 1;
  while (lines[last]?.trim() === "") last -= 1;
  return { from: start + 1, to: last + 1 };
}
