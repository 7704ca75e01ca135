import assert from "node:assert/strict";
import path from "node:path";
import { root } from "../../scripts/setup.mjs";
import { dialog, openFile, runCommand } from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { picturesFolder, startSession } from "./session.mjs";
import { startTeamServer } from "../support/teamServer.mjs";

const answerMs = 60_000;
const question = "@other Who are you?";

describe("the built-in chat view", function () {
  this.timeout(180_000);
  let team;
  let session;
  let page;
  before(async () => {
    team = await startTeamServer();
    session = await startSession({
      extensions: [path.join(root, "test", "fixtures", "otherExtension")],
      // The chat's own agent wants an account; another extension's does not.
      settings: { "chat.disableAIFeatures": false, "gloss.remote.url": `http://${team.host}` },
      height: 900,
    });
    page = session.page;
    await openFile(page, "README.md");
    await page.keyboard.press("Control+Alt+I");
    await page.locator(".interactive-input-part").waitFor();
  });
  after(async () => {
    await session?.stop();
    team?.stop();
  });

  const input = () => page.locator(".interactive-input-part");
  const pickModel = async (name) => {
    const search = page.getByPlaceholder("Search models");
    // Until the chat knows of an account or of models, its picker offers to sign in and nothing else.
    for (let isOpen = false; !isOpen;) {
      await input().locator(".model-picker-name").click();
      isOpen = await search.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (!isOpen) await page.keyboard.press("Escape");
    }
    await search.fill(name);
    await page.locator(".action-widget .monaco-list-row", { hasText: name }).first().click();
    await input().locator(".model-picker-name", { hasText: name }).waitFor();
  };
  const ask = async () => {
    await input().locator(".monaco-editor").first().click();
    await page.keyboard.type(question);
    await page.keyboard.press("Escape"); // the list of participants
    await page.keyboard.press("Enter");
  };

  it("offers both models, and the one of this machine answers", async () => {
    await runCommand(page, "Chat: Open Chat (Ask)");
    await pickModel("toy model");
    await ask();
    await page.locator(".interactive-response", { hasText: "by gloss/here" }).waitFor({ timeout: answerMs });
    await screenshot(page, path.join(picturesFolder, "chat-view.png"));
  });

  it("asks before anything goes to the server, and then the server answers", async () => {
    await pickModel(team.host);
    await ask();
    await dialog(page, `go to ${team.host}`)
      .getByRole("button", { name: `Send to ${team.host}` })
      .click();
    const response = page.locator(".interactive-response", { hasText: "by gloss/server" });
    await response.waitFor({ timeout: answerMs });
    assert.match(await response.innerText(), /I am /);
    await screenshot(page, path.join(picturesFolder, "chat-view-server.png"));
  });
});
