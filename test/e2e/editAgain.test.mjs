import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  dialog,
  notification,
  openFile,
  quickInput,
  runCommand,
  selectLines,
  statusBarItem,
  visibleLines,
} from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { editorButton, proposalTab } from "../support/workbench/proposals.mjs";
import { eventually } from "../support/workbench/panel.mjs";
import { startRecordedServer } from "../support/teamServer.mjs";
import { descendants } from "./processes.mjs";
import { picturesFolder, startSession } from "./session.mjs";

const half = "export function half(n: number): number {\n  return n / 2;\n}\n";
const javaTest = `package shop;

class CartTest {
    @Test
    void isEmpty() {
        assertEquals(0, new Cart().size());
    }
}
`;
const answer = (...lines) => `\`\`\`ts\n${lines.join("\n")}\n\`\`\``;
const halfOf = (body) => answer("export function half(n: number): number {", body, "}");

// The toy model neither refines nor writes tests: a server says what larger ones have said.
describe("an edit that is asked for again", function () {
  this.timeout(180_000);
  let server;
  let session;
  let page;
  before(async () => {
    server = await startRecordedServer();
    session = await startSession({
      files: {
        "half.ts": half,
        "src/main/java/shop/Cart.java":
          "package shop;\n\nclass Cart {\n    int size() {\n        return 0;\n    }\n}\n",
        "src/test/java/shop/CartTest.java": javaTest,
      },
      settings: { "gloss.engine.place": "server", "gloss.remote.url": `http://${server.host}/v1` },
      height: 900,
    });
    page = session.page;
    await openFile(page, "half.ts");
  });
  after(async () => {
    await session?.stop();
    server?.stop();
  });

  const picture = (name) => screenshot(page, path.join(picturesFolder, `${name}.png`));
  const line = (text) => page.locator(".view-line", { hasText: text }).first();
  const accept = async () => {
    // The keyboard is in the proposal, as after its button.
    await page.keyboard.press("Control+Enter");
    await proposalTab(page).waitFor({ state: "detached" });
  };
  const edit = async (instruction, said) => {
    server.answers.push(said);
    await openFile(page, "half.ts");
    await selectLines(page, 1, 3);
    await runCommand(page, "Gloss: Edit Selection");
    await quickInput(page).fill(instruction);
    await page.keyboard.press("Enter");
  };
  const undo = async () => {
    await page.keyboard.press("Control+Z");
    await line("return n / 2;").waitFor();
  };

  it("is refined in further words, and accepted with a key", async () => {
    await edit("Guard it", halfOf("  return n === 0 ? 0 : n / 2;"));
    await dialog(page, "go to")
      .getByRole("button", { name: /^Send to/ })
      .click();
    await line("n === 0 ? 0").waitFor();
    server.answers.push(halfOf("  return n * 0.5;"));
    await editorButton(page, "Refine the Proposal").click();
    await quickInput(page).fill("Without a condition");
    await page.keyboard.press("Enter");
    await line("n * 0.5").waitFor();
    await editorButton(page, "Accept the Proposal").waitFor();
    await picture("edit-refined");
    const { messages } = JSON.parse(server.requests.at(-1).text);
    assert.deepEqual(
      messages.map(({ role }) => role),
      ["system", "user", "assistant", "user"],
    );
    assert.match(messages.at(-1).content, /^Without a condition\./);
    await accept();
    await line("n * 0.5").waitFor();
    await undo();
  });

  it("is asked for once more with the same words, and stays as it was if nothing better comes", async () => {
    await edit("Guard it", halfOf("  return n === 0 ? 0 : n / 2;"));
    await editorButton(page, "Ask for the Proposal Again").waitFor();
    const [first] = server.requests.slice(-1);
    server.answers.push("I cannot help with that.");
    await editorButton(page, "Ask for the Proposal Again").click();
    await notification(page, "The answer was not used").or(notification(page, "declined")).first().waitFor();
    await line("n === 0 ? 0").waitFor();
    server.answers.push(halfOf("  return n === 1 ? 0.5 : n / 2;"));
    await editorButton(page, "Ask for the Proposal Again").click();
    await line("n === 1 ? 0.5").waitFor();
    assert.deepEqual(JSON.parse(server.requests.at(-1).text).messages, JSON.parse(first.text).messages);
    await editorButton(page, "Accept the Proposal").click();
    await proposalTab(page).waitFor({ state: "detached" });
    await line("n === 1 ? 0.5").waitFor();
    await undo();
  });

  it("is stopped while it is written, and changes nothing", async () => {
    server.lineMs = 1_000;
    const long = Array.from({ length: 60 }, (_, index) => `  n += ${index};`);
    await edit("Make it long", answer("export function half(n: number): number {", ...long, "}"));
    await line("n += 1;").waitFor();
    await picture("edit-streaming");
    await editorButton(page, "Stop Writing the Proposal").click();
    await proposalTab(page).waitFor({ state: "detached" });
    await statusBarItem(page, "Nothing was changed").waitFor();
    server.lineMs = 20;
    await openFile(page, "half.ts");
    assert.deepEqual((await visibleLines(page)).slice(0, 3), half.split("\n").slice(0, 3));
  });

  it("is gone with the extension host, and leaves no tab of which nothing can come", async () => {
    await edit("Guard it", halfOf("  return n === 0 ? 0 : n / 2;"));
    await editorButton(page, "Accept the Proposal").waitFor();
    const [host] = descendants(session.server.child.pid, "--type=extensionHost");
    process.kill(host, "SIGKILL"); // the workbench starts another one
    await proposalTab(page).waitFor({ state: "detached", timeout: 60_000 });
    await openFile(page, "half.ts");
    assert.deepEqual((await visibleLines(page)).slice(0, 3), half.split("\n").slice(0, 3));
  });

  it("writes a test into a file of its own, which is there once it is accepted", async () => {
    const said = ['import { half } from "./half";', "", 'it("halves", () => half(2) === 1);'];
    server.answers.push(answer(...said));
    await openFile(page, "half.ts");
    await selectLines(page, 1, 3);
    await runCommand(page, "Gloss: Write Test for Selection");
    await editorButton(page, "Accept the Proposal").waitFor();
    const file = path.join(session.server.profile.workspace, "half.test.ts");
    assert.throws(() => readFileSync(file), { code: "ENOENT" });
    await accept();
    await page.locator('.tab.active[data-resource-name="half.test.ts"]').waitFor();
    assert.equal(readFileSync(file, "utf8"), `${said.join("\n")}\n`);
  });

  it("adds a test to the class that is there", async () => {
    const method = "@Test\nvoid hasSize() {\n    assertEquals(0, new Cart().size());\n}";
    server.answers.push(`\`\`\`java\npackage shop;\n\nclass CartTest {\n${method}\n}\n\`\`\``);
    await openFile(page, "Cart.java");
    await selectLines(page, 4, 6);
    await runCommand(page, "Gloss: Write Test for Selection");
    await editorButton(page, "Accept the Proposal").waitFor();
    await picture("edit-test-class");
    await accept();
    await page.keyboard.press("Control+S");
    const file = path.join(session.server.profile.workspace, "src/test/java/shop/CartTest.java");
    const wanted = javaTest.replace(/\}\n$/, `\n${method.replace(/^/gm, "    ")}\n}\n`);
    await eventually("the test is in the file", () => readFileSync(file, "utf8") === wanted);
  });
});
