// How long a person waits in a real workbench: from the key to an open microphone that is shown, and from the second
// press to the whole request at the server. On Linux with the sound server and the microphone of the tests.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { descendants } from "../test/e2e/processes.mjs";
import { startSession } from "../test/e2e/session.mjs";
import { startMicrophone } from "../test/support/fakeMicrophone.mjs";
import { startRecordedServer } from "../test/support/teamServer.mjs";
import { chooseServer } from "../test/support/workbench/chooseServer.mjs";
import { thread, titleButton } from "../test/support/workbench/comments.mjs";
import { openFile, selectLines } from "../test/support/workbench/driver.mjs";

const rounds = Number(process.env.ROUNDS ?? 6);
const spokenMs = 3_000;

const microphone = await startMicrophone();
const server = await startRecordedServer();
let session;
try {
  session = await startSession({
    env: microphone.env,
    settings: { "gloss.remote.url": `http://${server.host}/v1`, "gloss.voice.stopOnSilence": 0 },
    keybindings: [{ key: "f9", command: "gloss.voiceNote" }],
  });
  const { page } = session;
  await openFile(page, "web/list.ts");
  await chooseServer(page, server.host);
  await openFile(page, "web/list.ts");
  await selectLines(page, 3, 11);
  await watch(page);
  await sleep(10_000); // the workbench's own start, and that of its language servers, is not what is measured
  const first = [];
  const later = [];
  const closings = [];
  const requests = [];
  for (let i = 0; i < rounds; i += 1) {
    for (const pid of descendants(session.server.child.pid, "recorder.js")) process.kill(pid, "SIGKILL");
    await sleep(300);
    for (const starts of [first, later]) {
      const { startMs, closedMs, requestMs } = await round(page);
      starts.push(startMs);
      closings.push(closedMs);
      requests.push(requestMs);
    }
  }
  const result = {
    rounds,
    spokenMs,
    keyToMicrophone: { first: figures(first), later: figures(later) },
    stopToClosed: figures(closings),
    // The first one finds out what the server can; on this machine the model is loaded while a person speaks.
    stopToRequest: figures(requests.slice(1)),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  await session?.stop();
  server.stop();
  await microphone.stop();
}

/** One question about the selection: pressed, spoken, pressed. */
async function round(page) {
  const known = server.requests.length;
  await page.keyboard.press("F9");
  const started = await settled(page, /^Gloss listens/);
  const voice = spawn("sh", ["-c", 'espeak-ng --stdout "what does it return" | paplay --device=fakesink'], {
    stdio: "ignore",
    env: { ...process.env, ...microphone.env },
  });
  await new Promise((resolve) => voice.once("exit", resolve));
  await sleep(Math.max(0, started.key + spokenMs - Date.now()));
  await page.keyboard.press("F9");
  const { key, seen } = await settled(page, /^Gloss: speak/);
  while (server.requests.length === known) await sleep(5);
  const sentAt = server.requests[known].at;
  await titleButton(thread(page), "Dismiss").click();
  await thread(page).waitFor({ state: "detached" });
  await openFile(page, "web/list.ts");
  return { startMs: started.seen - started.key, closedMs: seen - key, requestMs: sentAt - key };
}

/** Has the page note when the key was pressed and when the status bar showed what; both as `Date.now()`. */
async function watch(page) {
  await page.evaluate(() => {
    const now = () => performance.timeOrigin + performance.now();
    const noted = (globalThis.glossNoted = { key: 0, states: [] });
    const noteKey = ({ key }) => {
      if (key === "F9") Object.assign(noted, { key: now(), states: [] });
    };
    globalThis.addEventListener("keydown", noteKey, true);
    const noteState = () => {
      const item = globalThis.document.querySelector('[id="gloss.gloss.gloss.voice"]');
      const label = item?.getAttribute("aria-label") ?? "";
      if (noted.states.at(-1)?.label !== label) noted.states.push({ label, at: now() });
      globalThis.requestAnimationFrame(noteState);
    };
    noteState();
  });
}

async function settled(page, label) {
  for (;;) {
    const { key, states } = await page.evaluate(() => globalThis.glossNoted);
    const state = states.find((one) => label.test(one.label) && one.at > key);
    if (state) return { key, seen: state.at };
    await sleep(20);
  }
}

function figures(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { medianMs: Math.round(sorted[sorted.length >> 1]), worstMs: Math.round(sorted.at(-1)) };
}
