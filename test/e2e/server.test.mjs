import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { settledAnswer } from "../support/workbench/answers.mjs";
import { thread, titleButton } from "../support/workbench/comments.mjs";
import {
  dialog,
  openFile,
  quickInput,
  runCommand,
  selectLines,
  statusBarItem,
  visibleLines,
} from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { descendants } from "./processes.mjs";
import { picturesFolder, startSession } from "./session.mjs";
import { startTeamServer } from "../support/teamServer.mjs";

const key = "team-key-51c2";

describe("a server instead of this machine", function () {
  this.timeout(240_000);
  let team;
  let session;
  let page;
  before(async () => {
    team = await startTeamServer({ key });
    session = await startSession({
      files: { "half.ts": "function half(n: number) {\n  return n / 2;\n}\n" },
    });
    page = session.page;
    await openFile(page, "half.ts");
  });
  after(async () => {
    await session?.stop();
    team?.stop();
  });

  const row = (text) => page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first();
  const fill = async (title, text) => {
    await page.locator(".quick-input-title", { hasText: title }).waitFor();
    await quickInput(page).fill(text);
    await page.keyboard.press("Enter");
  };
  const explain = async () => {
    await openFile(page, "half.ts"); // a dialog that has just closed may still take the focus back from a click
    await selectLines(page, 1, 3);
    await runCommand(page, "Gloss: Explain Selection");
    const lines = await settledAnswer(thread(page));
    await titleButton(thread(page), "Dismiss").click();
    await thread(page).waitFor({ state: "detached" });
    return lines.join("\n");
  };

  it("is chosen by its address, after a person has agreed to what goes there", async () => {
    await runCommand(page, "Gloss: Choose What Answers");
    await row("A server").click();
    await fill("Address of the server", `http://${team.host}/v1`);
    const question = dialog(page, `Questions, code, pictures and sound go to ${team.host}.`);
    await question.waitFor();
    await screenshot(page, path.join(picturesFolder, "server-confirm.png"));
    await question.getByRole("button", { name: "Cancel" }).click();
    await question.waitFor({ state: "detached" });
    await statusBarItem(page, "toy model").waitFor();

    await runCommand(page, "Gloss: Choose What Answers");
    await row(team.host).click();
    await question.getByRole("button", { name: `Send to ${team.host}` }).click();
    await statusBarItem(page, team.host).waitFor();
  });

  it("is refused by name without its key, and nothing here takes its place", async () => {
    assert.match(await explain(), /wants a key/);
    assert.deepEqual(descendants(session.server.child.pid, "llama-server"), []);
  });

  it("answers once it has its key", async () => {
    await runCommand(page, "Gloss: Set Key of the Server");
    await fill(`Key of ${team.host}`, key);
    const answer = await explain();
    assert.doesNotMatch(answer, /GLOSS-E|wants a key/);
    assert.match(answer, /tokens\/s/);
    assert.deepEqual(descendants(session.server.child.pid, "llama-server"), []);
  });

  it("is checked step by step", async () => {
    await runCommand(page, "Gloss: Check Server");
    for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
      const text = (await visibleLines(page)).join("\n");
      if (/Everything works/.test(text)) {
        for (const step of ["Name", "Connection", "Key", "Model", "Pictures", "Sound"]) {
          assert.ok(text.includes(`✓ **${step}**`), `${step} in ${text}`);
        }
        break;
      }
      assert.ok(Date.now() < deadline, text);
    }
    await screenshot(page, path.join(picturesFolder, "server-check.png"));
  });

  it("gives way to this machine when that is chosen", async () => {
    await runCommand(page, "Gloss: Choose What Answers");
    await row("This machine").click();
    await statusBarItem(page, "toy model").waitFor();
    assert.match(await explain(), /half/);
    assert.equal(descendants(session.server.child.pid, "llama-server").length, 1);
  });
});
