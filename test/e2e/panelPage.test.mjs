import assert from "node:assert/strict";
import { startBrowser } from "../support/workbench/browser.mjs";
import { ensureWorkbench } from "../support/workbench/install.mjs";
import { appendMessage, openPanelPage, stateWith } from "../support/workbench/panelPage.mjs";
import { say } from "../../scripts/setup.mjs";

const answer = [
  "# Title\n\nA paragraph with `code`, **bold** and [a link](https://example.org).\n\n",
  "- one\n- two\n  ```ts\n  const inside = 1;\n  ```\n- three\n\n1. first\n\n   more of it\n2. second\n\n",
  "```ts\nconst a = `x`;\n// ``` not the end\nfunction f(): void {}\n```\n\n",
  "| a | b |\n| - | - |\n| 1 | 2 |\n\n> quoted\n> text\n\nSetext\n===\n\n    indented code\n\n",
  "1. one\n2. two\n   - deep\n\n     ```ts\n     const a = 1;\n     ```\n3. three\n\n> ```ts\n> f();\n> ```\n\n",
  "~~~py\nprint('```')\n~~~\n\n<b>not bold</b> ![no picture](https://example.org/x.png)\n\nThe end.",
].join("");

describe("the page of the panel", function () {
  this.timeout(60_000);
  let browser;
  let page;
  let host;
  before(async () => {
    browser = await startBrowser(await ensureWorkbench({ say }));
    page = browser.page;
    host = await openPanelPage(page);
  });
  after(() => browser?.close());

  // The toolkit's buttons write down their state a moment after they are drawn.
  const drawn = async () =>
    (await page.locator(".answer-text").innerHTML()).replaceAll(' current-value=""', "");

  for (const size of [1, 3, 7, 40]) {
    it(`draws an answer that comes ${size} characters at a time like one that comes whole`, async () => {
      await host.send(stateWith(answer));
      const whole = await drawn();
      const pieces = answer.match(new RegExp(`[^]{1,${size}}`, "g"));
      await host.send(stateWith("", { isAnswering: true }), ...pieces.map(appendMessage), stateWith(answer));
      assert.equal(await drawn(), whole);
    });
  }

  it("gives long code its colours too", async () => {
    await host.send(stateWith(`\`\`\`ts\n${"const value = 1;\n".repeat(400)}\`\`\``));
    await page.locator(".answer-text pre .hljs-keyword").nth(399).waitFor();
  });

  it("leaves what it has drawn of a list while it grows", async () => {
    await host.send(stateWith("", { isAnswering: true }), appendMessage("- one\n- two"));
    await page.locator(".answer-text li").first().waitFor();
    await page.evaluate(() => (globalThis.firstItem = globalThis.document.querySelector(".answer-text li")));
    await host.send(appendMessage(" and\n- three"));
    await page.locator(".answer-text li").nth(2).waitFor();
    const texts = await page.locator(".answer-text li").allInnerTexts();
    assert.deepEqual(texts, ["one", "two and", "three"]);
    assert.ok(await page.evaluate(() => globalThis.firstItem.isConnected), "what was read is not drawn anew");
  });

  it("draws HTML and pictures of an answer as text", async () => {
    await host.send(stateWith(answer));
    assert.equal(await page.locator(".answer-text b, .answer-text img").count(), 0);
    await host.send(
      stateWith('<img src=x onerror="alert(1)"><script>alert(1)</script>[x](javascript:alert(1))'),
    );
    assert.equal(await page.locator(".answer-text img, .answer-text script, .answer-text a").count(), 0);
  });

  it("gives the keyboard to what comes in the place of what had it", async () => {
    const focused = () => page.evaluate(() => globalThis.document.activeElement?.tagName);
    await host.send(stateWith("Half", { isAnswering: true }));
    await page.locator(".composer .send vscode-button").focus();
    await host.send(stateWith("Whole."));
    assert.equal(await focused(), "TEXTAREA");
    await page.locator(".answer-actions vscode-button").last().focus();
    await host.send(stateWith("", { isAnswering: true }));
    assert.equal(await focused(), "TEXTAREA");
    await page.locator(".question vscode-button").focus();
    await page.keyboard.press("Escape");
    assert.deepEqual((await host.sent()).at(-1), { kind: "stop" });
  });

  it("reads no answer of one conversation to the end in another", async () => {
    const said = () => page.locator("[role=log]").innerText();
    await host.send(stateWith("", { isAnswering: true }), appendMessage("One sentence. And"));
    const other = stateWith("Another answer.");
    other.state.conversation.id = "two";
    await host.send(other);
    assert.doesNotMatch(await said(), /And/);
  });

  it("reads all of an answer, also what comes with its end, and what was there before only once", async () => {
    await page.evaluate(() => {
      globalThis.saidTexts = [];
      new globalThis.MutationObserver((changes) => {
        for (const { addedNodes } of changes)
          for (const node of addedNodes) globalThis.saidTexts.push(node.textContent);
      }).observe(globalThis.document.querySelector("[role=log]"), { childList: true });
    });
    const said = () => page.evaluate(() => globalThis.saidTexts.splice(0).join(" "));
    const growing = (text) => stateWith(text, { isAnswering: true });
    await host.send(stateWith("Before."), growing(""), stateWith("Yes."));
    assert.equal(await said(), "Yes. answered");
    await host.send(
      growing(""),
      appendMessage("One. Two"),
      growing("One. Two thr"),
      stateWith("One. Two three"),
    );
    assert.equal(await said(), "One. Two three answered");
    await host.send(growing("One. Two three"), appendMessage(", four"), stateWith("One. Two three, four."));
    assert.equal(await said(), ", four. answered", "an answer that is gone on with");
  });

  it("attaches what can be read of a drop, and names the rest", async () => {
    await page.evaluate(() => {
      const { File, DataTransfer, DragEvent, document } = globalThis;
      const read = File.prototype.arrayBuffer;
      File.prototype.arrayBuffer = function () {
        return this.name === "folder" ? Promise.reject(new Error("is a folder")) : read.call(this);
      };
      const data = new DataTransfer();
      for (const name of ["folder", "x.png"]) data.items.add(new File([new Uint8Array([1])], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
    });
    await page.waitForFunction(() => globalThis.sentMessages.at(-1).kind === "attach");
    assert.equal((await host.sent()).at(-1).name, "x.png");
    assert.equal(await page.locator(".notice").count(), 1);
    assert.match(await page.locator(".notice").innerText(), /unreadableFile/);
    host = await openPanelPage(page); // with the browser's own functions
  });

  it("leaves the history for the conversation that is open behind it, and begins anew with all", async () => {
    const item = { id: "one", title: "Question", when: "now", isOpen: true };
    const history = { kind: "history", items: [item] };
    await host.send(stateWith("Done."), history);
    await page.getByRole("searchbox").fill("words");
    await page.locator(".history-open").click();
    assert.deepEqual((await host.sent()).at(-1), { kind: "openConversation", id: "one" });
    await host.send(stateWith("Done."), { kind: "focus" });
    await page.locator(".history").waitFor({ state: "hidden" });
    await host.send(history, { kind: "notice", text: "This conversation is gone." });
    assert.equal(await page.getByRole("searchbox").inputValue(), "");
    assert.equal(await page.locator(".history .notice").innerText(), "This conversation is gone.");
    await host.send({ kind: "focus" });
  });

  it("answers for a picture that cannot be encoded", async () => {
    const bytes = await page.evaluate(async () => {
      const { document, HTMLCanvasElement } = globalThis;
      const canvas = document.createElement("canvas");
      const blob = await new Promise((resolve) => canvas.toBlob(resolve));
      HTMLCanvasElement.prototype.toBlob = (done) => done(null);
      return [...new Uint8Array(await blob.arrayBuffer())];
    });
    await page.evaluate((all) => {
      const message = { kind: "prepare", id: "c9", mimeType: "image/png", mustEncode: true };
      const data = { ...message, bytes: Uint8Array.from(all) };
      globalThis.dispatchEvent(new globalThis.MessageEvent("message", { data }));
    }, bytes);
    await page.waitForFunction(() => globalThis.sentMessages.at(-1).kind === "unreadable");
    host = await openPanelPage(page); // with the browser's own functions
  });

  it("takes the text of what was copied in an office program, and the picture of all else", async () => {
    await host.send(stateWith("Done."));
    const paste = (types) =>
      page.locator(".composer textarea").evaluate((input, kinds) => {
        const data = new globalThis.DataTransfer();
        for (const kind of kinds) data.setData(kind, "text");
        data.items.add(new globalThis.File([new Uint8Array([1])], "x.png", { type: "image/png" }));
        const event = new globalThis.ClipboardEvent("paste", { clipboardData: data, cancelable: true });
        return input.dispatchEvent(event);
      }, types);
    assert.equal(await paste(["text/plain", "text/html"]), true, "the text is left to the browser");
    assert.equal(await paste(["text/html"]), false, "a picture of a page");
    assert.equal(await paste(["text/plain"]), false, "a file with its path");
  });

  it("draws each warning of an answer below it, with its sign, and takes it away with the answer", async () => {
    const warnings = ["The picture was not read.", "The model went in circles."];
    await host.send(stateWith("A screen.", { warnings }));
    const lines = page.locator(".answer-notes .warning");
    assert.deepEqual(await lines.allInnerTexts(), warnings);
    assert.equal(await lines.locator(".codicon-warning").count(), 2);
    const [above, below] = await Promise.all([
      page.locator(".answer-text").boundingBox(),
      lines.first().boundingBox(),
    ]);
    assert.ok(below.y >= above.y + above.height);
    await host.send(stateWith("Another one."));
    assert.equal(await lines.count(), 0);
  });

  it("offers what to do about the failure of the last answer", async () => {
    const message = stateWith("");
    const failed = { state: "failed", error: "The model file is not there.", next: "Choose a model" };
    Object.assign(message.state.conversation.turns[0].answer, failed);
    await host.send(message);
    await page.getByRole("button", { name: "tryAgain" }).waitFor();
    await page.getByRole("button", { name: "Choose a model" }).click();
    assert.deepEqual((await host.sent()).at(-1), { kind: "nextStep", turn: 0 });
  });

  it("leaves the decision about a link to the host", async () => {
    await host.send(stateWith("[a link](https://example.org)"));
    await page.locator(".answer-text a").click();
    assert.deepEqual((await host.sent()).at(-1), { kind: "openLink", href: "https://example.org" });
  });

  it("does not scroll while the reader is elsewhere, and offers the way back", async () => {
    const long = "A line of text.\n\n".repeat(200);
    await host.send(stateWith(long, { isAnswering: true }));
    const scroller = page.locator(".scroller");
    await scroller.evaluate((element) => element.scrollTo(0, 300));
    await page.locator(".latest").waitFor();
    await host.send(...Array.from({ length: 50 }, () => appendMessage("More text.\n\n")));
    assert.equal(await scroller.evaluate((element) => element.scrollTop), 300);
    await page.locator(".latest").click();
    await host.send(appendMessage("The last line.\n\n"));
    const gap = await scroller.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
    assert.ok(gap < 2, `${gap} px from the end`);
  });

  it("keeps its parts inside a view of 220 px", async () => {
    await page.setViewportSize({ width: 220, height: 600 });
    await host.send(stateWith(answer));
    const overflow = await page.evaluate(
      () => globalThis.document.documentElement.scrollWidth - globalThis.innerWidth,
    );
    assert.ok(overflow <= 0, `${overflow} px too wide`);
  });
});
