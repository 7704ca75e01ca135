import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../scripts/setup.mjs";
import {
  notification,
  quickInput,
  quickRow,
  runCommand,
  statusBarItem,
} from "../support/workbench/driver.mjs";
import { accessibilityProblems, screenshot } from "../support/workbench/look.mjs";
import { panel } from "../support/workbench/panel.mjs";
import { webviewFrame } from "../support/workbench/webviews.mjs";
import { descendants } from "./processes.mjs";
import { picturesFolder, startSession } from "./session.mjs";

const names = { model: "nano.gguf", projector: "nano.mmproj.gguf" };
const contents = Object.fromEntries(
  Object.values(names).map((name) => [`/${name}`, readFileSync(path.join(root, "nano", name))]),
);

/** Serves the embedded model's files as slowly as a large one comes, from any byte on, until it is told to `hurry`. */
async function startSlowServer() {
  let step = 16_384;
  const asked = [];
  const server = createServer((request, response) => {
    const content = contents[request.url];
    asked.push(request.headers.range);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const range = `bytes ${from}-${content.length - 1}/${content.length}`;
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": content.length - from,
      ...(from > 0 && { "content-range": range }),
    });
    void (async () => {
      for (let at = from; at < content.length && !response.destroyed; await sleep(60)) {
        response.write(content.subarray(at, at + step));
        at += step;
      }
      response.end();
    })();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(server, { asked, hurry: () => (step = 1_048_576) });
}

/** A workbench that offers these files as a model to fetch from the server. */
function startSessionWith(server) {
  const files = Object.entries(names).map(([role, name]) => ({
    role,
    url: `http://127.0.0.1:${server.address().port}/${name}`,
    bytes: contents[`/${name}`].length,
    sha256: createHash("sha256").update(contents[`/${name}`]).digest("hex"),
  }));
  const entry = { id: "small-one", name: "Small one", licence: "MIT", files };
  return startSession({ settings: { "gloss.models.catalogue": [entry] } });
}

describe("models in the workbench", function () {
  this.timeout(180_000);
  let server;
  let session;
  let page;
  before(async () => {
    server = await startSlowServer();
    session = await startSessionWith(server);
    page = session.page;
  });
  after(async () => {
    await session?.stop();
    server?.closeAllConnections();
    server?.close();
  });
  const picture = (name) => screenshot(page, path.join(picturesFolder, `${name}.png`));

  it("leads a first run through four steps", async () => {
    await runCommand(page, "Welcome: Open Walkthrough...");
    await quickInput(page).waitFor();
    await page.keyboard.type("Get Started with Gloss");
    await quickRow(page, "Get Started with Gloss").click();
    for (const title of [
      "Try it now",
      "Choose a model",
      "Ask about your code",
      "See what the model can reach",
    ]) {
      await page.getByText(title, { exact: true }).first().waitFor();
    }
    await picture("models-walkthrough");
  });

  it("lists the models, the recommended one first, with size, fit and licence", async () => {
    await runCommand(page, "Gloss: Choose a Model");
    await quickRow(page, "Small one").waitFor();
    const rows = await page.locator(".quick-input-list .monaco-list-row").allInnerTexts();
    assert.match(rows[0], /Recommended: /);
    assert.ok(rows.some((row) => /Gemma 4 12B \(QAT, Q4_0\)/.test(row) && /7\.2 GB/.test(row)));
    assert.ok(rows.some((row) => /Toy model/.test(row) && /fits/.test(row) && /MIT/.test(row)));
    await picture("models-list");
  });

  it("shows the progress of a download, pauses it, and goes on where it stopped", async () => {
    await page.keyboard.press("Escape");
    // The panel has a way to a better model while there is only the toy one.
    await runCommand(page, "View: Close All Editors"); // the walkthrough has a page of its own
    await runCommand(page, "Gloss: New Conversation");
    await panel(page).button("Get a better model").waitFor();
    await picture("models-empty-panel");
    await panel(page).button("Get a better model").click();
    await quickRow(page, "Small one").click();
    const progress = notification(page, "Downloading Small one");
    await progress.getByText(/ of 9 MB/).waitFor();
    await picture("models-download");
    await progress.hover();
    await progress.getByText("Cancel", { exact: true }).click();
    const paused = notification(page, "The download of Small one is paused.");
    await paused.waitFor();
    await picture("models-paused");
    await paused.getByText("Resume", { exact: true }).click();
  });

  it("shows it in the panel too, where it can be paused", async () => {
    const { view, button } = panel(page);
    const row = view.locator(".download");
    await row.getByText(/ of 9 MB/).waitFor();
    const bar = view.getByRole("progressbar", { name: "Downloading Small one" });
    assert.ok(Number(await bar.getAttribute("aria-valuenow")) > 0);
    await picture("models-panel");
    assert.deepEqual(await accessibilityProblems(session.workbench, await webviewFrame(page)), []);
    await sleep(1_000); // of more than three notifications within 800 ms, VS Code shows the bell alone
    await button("Pause").click();
    const paused = notification(page, "The download of Small one is paused.");
    await paused.waitFor();
    await row.waitFor({ state: "hidden" });
    server.hurry();
    await paused.getByText("Resume", { exact: true }).click();
    await statusBarItem(page, "nano").waitFor();
    await row.waitFor({ state: "hidden" });
    await button("Get a better model").waitFor({ state: "detached" });
  });
});

describe("a download that its window does not outlive", function () {
  this.timeout(180_000);
  let server;
  let session;
  let page;
  before(async () => {
    server = await startSlowServer();
    session = await startSessionWith(server);
    page = session.page;
    await runCommand(page, "Gloss: Download a Model");
    await quickRow(page, "Small one").click();
  });
  after(async () => {
    await session?.stop();
    server?.closeAllConnections();
    server?.close();
  });
  const progress = () => notification(page, "Downloading Small one").getByText(/ of 9 MB/);
  const offer = () => notification(page, "The download of Small one stopped at ");
  const resume = () => offer().getByText("Resume", { exact: true }).click();

  it("is offered by the next one", async () => {
    await progress().waitFor();
    await page.reload();
    await offer().waitFor({ timeout: 60_000 });
    await screenshot(page, path.join(picturesFolder, "models-unfinished.png"));
    await resume();
    await progress().waitFor();
  });

  it("is offered after its host was killed, and completes with the published bytes", async () => {
    const hosts = descendants(session.server.child.pid, "--type=extensionHost");
    assert.equal(hosts.length, 1);
    process.kill(hosts[0], "SIGKILL");
    await page.reload();
    await offer().waitFor({ timeout: 60_000 });
    const asked = server.asked.length;
    server.hurry();
    await resume();
    await statusBarItem(page, "nano").waitFor();
    assert.match(server.asked[asked], /^bytes=[1-9]/);
    const folder = path.join(session.server.profile.userData, "User", "globalStorage");
    for (const [name, content] of Object.entries(contents)) {
      assert.ok(readFileSync(path.join(folder, "gloss.gloss", "models", "small-one", name)).equals(content));
    }
  });
});
