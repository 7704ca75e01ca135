// How long the panel holds up its page while a long answer comes, against the least that could be done: adding text.
//   npm run bench:panel -- [--json]
import { build } from "../scripts/build.mjs";
import { ensurePackages, say } from "../scripts/setup.mjs";
import { startBrowser } from "../test/support/workbench/browser.mjs";
import { ensureWorkbench } from "../test/support/workbench/install.mjs";
import { appendMessage, openPanelPage, stateWith } from "../test/support/workbench/panelPage.mjs";

const lines = 2000;
/** The host sends what has come in 50 ms: 10 tokens at 200 tokens/s. */
const charactersAMessage = 40;

const code = Array.from({ length: 400 }, (_, i) => `  const value${i} = compute(${i}, "text ${i}");`).join(
  "\n",
);
const prose = Array.from(
  { length: 400 },
  (_, i) => `Line ${i} of a paragraph with \`code\` and **bold** text.${i % 5 === 4 ? "\n" : ""}`,
).join("\n");
const block = `\`\`\`ts\n${code}\n\`\`\``;
const each = (line) => Array.from({ length: lines }, (_, i) => line(i)).join("\n");
/** One block each but the first: what an answer of many of them costs says nothing about a single long one. */
const answers = {
  mixed: [prose, block, prose, block, prose].join("\n\n"),
  list: each((i) => `${i + 1}. Item ${i} with \`code\` and **bold** text.`),
  table: `| a | b |\n|---|---|\n${each((i) => `| \`value${i}\` | text ${i} |`)}`,
  quote: each((i) => `> Line ${i} of a quote with \`code\`.${i % 5 === 4 ? "\n>" : ""}`),
};

await ensurePackages();
await build("webview");
const browser = await startBrowser(await ensureWorkbench({ say }));
const { page } = browser;
const host = await openPanelPage(page);

/** Delivers pieces one a frame, and resolves with the time each one held up the page, in milliseconds. */
async function durations(kind, pieces) {
  await host.send(stateWith("", { isAnswering: true }));
  return page.evaluate(
    async ([how, messages]) => {
      const pre = globalThis.document.createElement("pre");
      if (how === "plain") globalThis.document.querySelector(".answer-text").append(pre);
      const times = [];
      for (const message of messages) {
        const started = performance.now();
        if (how === "plain") pre.append(message.text);
        else globalThis.dispatchEvent(new globalThis.MessageEvent("message", { data: message }));
        void globalThis.document.body.offsetHeight; // layout, as the next frame would do it
        times.push(performance.now() - started);
        await new Promise((resolve) => globalThis.requestAnimationFrame(resolve));
      }
      return times;
    },
    [kind, pieces.map(appendMessage)],
  );
}

/**
 * The longest task of the page's main thread while `work` runs, in milliseconds of its processor time: layout and
 * painting included, and not lengthened by other programs.
 */
async function longestTaskMs(work) {
  await browser.browser.startTracing(page, { categories: ["toplevel"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.browser.stopTracing()).toString());
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ tid }) => tid),
  );
  const tasks = traceEvents.filter(({ name, tid }) => name.endsWith("RunTask") && mains.has(tid));
  return Math.round(Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 100) / 10;
}

async function measured(kind, pieces) {
  let times = [];
  const longestTask = await longestTaskMs(async () => {
    times = (await durations(kind, pieces)).sort((a, b) => a - b);
  });
  const at = (share) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(share * times.length))] * 10) / 10;
  return { medianMs: at(0.5), p99Ms: at(0.99), longestMs: at(1), longestTaskCpuMs: longestTask };
}

const figures = {};
for (const [name, answer] of Object.entries(answers)) {
  const pieces = answer.match(new RegExp(`[^]{1,${charactersAMessage}}`, "g"));
  if (name === "mixed") figures.plain = await measured("plain", pieces);
  figures[name === "mixed" ? "panel" : name] = await measured("panel", pieces);
}
await browser.close();
const result = { lines, ...figures };
if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else console.table(figures);
