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
const answer = [prose, `\`\`\`ts\n${code}\n\`\`\``, prose, `\`\`\`ts\n${code}\n\`\`\``, prose].join("\n\n");

await ensurePackages();
await build("webview");
const browser = await startBrowser(await ensureWorkbench({ say }));
const { page } = browser;
const host = await openPanelPage(page);
const pieces = answer.match(new RegExp(`[^]{1,${charactersAMessage}}`, "g"));

/** Delivers the pieces one a frame, and resolves with the time each one held up the page, in milliseconds. */
async function durations(kind) {
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

const figures = {};
for (const kind of ["plain", "panel"]) {
  let times = [];
  const longestTask = await longestTaskMs(async () => {
    times = (await durations(kind)).sort((a, b) => a - b);
  });
  const at = (share) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(share * times.length))] * 10) / 10;
  figures[kind] = { medianMs: at(0.5), p99Ms: at(0.99), longestMs: at(1), longestTaskCpuMs: longestTask };
}
await browser.close();
const result = { lines, messages: pieces.length, ...figures };
if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else console.table(figures);
