import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { settledAnswer } from "../support/workbench/answers.mjs";
import { thread, titleButton } from "../support/workbench/comments.mjs";
import {
  dialog,
  notification,
  openFile,
  quickInput,
  quickRow,
  runCommand,
  selectLines,
  statusBarItem,
  visibleLines,
} from "../support/workbench/driver.mjs";
import { screenshot } from "../support/workbench/look.mjs";
import { eventually } from "../support/workbench/panel.mjs";
import { descendants } from "./processes.mjs";
import { picturesFolder, startSession } from "./session.mjs";

const sum = `export function sumPrices(prices: number[]): number {
  return prices.reduce((a, b) => a + b, 0);
}
`;
const run = "Run Without Confinement";

/** A command that runs another on an old kernel: one without Landlock, and whose user namespaces are switched off. */
function onOldKernel(folder) {
  const instruction = (code, ifFalse, value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt16LE(code);
    bytes[3] = ifFalse;
    bytes.writeUInt32LE(value, 4);
    return bytes;
  };
  const [load, ifEqual, answer] = [0x20, 0x15, 0x06];
  const [landlockCreateRuleset, noSuchCall, allow] = [444, 0x50000 + os.constants.errno.ENOSYS, 0x7fff0000];
  const filter = path.join(folder, "filter");
  writeFileSync(
    filter,
    Buffer.concat([
      instruction(load, 0, 0),
      instruction(ifEqual, 1, landlockCreateRuleset),
      instruction(answer, 0, noSuchCall),
      instruction(answer, 0, allow),
    ]),
  );
  const script = `echo 0 > /proc/sys/user/max_user_namespaces && exec bwrap --dev-bind / / --seccomp 3 -- "$@" 3< ${filter}`;
  return ["unshare", "-Ur", "sh", "-c", script, "sh"];
}

describe("a machine that cannot confine the model", function () {
  this.timeout(240_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-old-kernel-"));
  let session;
  let page;
  before(async () => {
    session = await startSession({ files: { "prices.ts": sum }, within: onOldKernel(folder) });
    page = session.page;
    await openFile(page, "prices.ts");
  });
  after(async () => {
    await session?.stop();
    rmSync(folder, { recursive: true });
  });
  const picture = (name) => screenshot(page, path.join(picturesFolder, `confinement-${name}.png`));
  const unconfined = () => page.locator(".statusbar-item.warning-kind", { hasText: "not confined" });
  const servers = () => descendants(session.server.child.pid, "llama-server");
  const refusal = () => notification(page, "The model cannot be confined on this machine").first();

  /** Asks in a new thread, and gives the answer. */
  async function explain() {
    await runCommand(page, "Notifications: Clear All Notifications");
    await openFile(page, "prices.ts");
    await selectLines(page, 1, 3);
    await runCommand(page, "Gloss: Explain Selection");
    return (await settledAnswer(thread(page))).join("\n");
  }
  const dismiss = () => titleButton(thread(page), "Dismiss").click();

  it("refuses, and says why in the thread, a message and the status bar", async () => {
    const answer = await explain();
    assert.match(answer, /The kernel allows no user namespaces/);
    assert.match(answer, /The kernel has no Landlock/);
    await refusal().waitFor();
    await picture("refused");
    assert.equal(await page.locator(".statusbar-item.warning-kind", { hasText: "toy model" }).count(), 1);
    assert.deepEqual(servers(), []);
  });

  it("shows what would help as commands to be read, and runs none", async () => {
    await dismiss();
    await refusal().getByText("Choose What to Do…", { exact: true }).click();
    await quickRow(page, "Allow User Namespaces").waitFor();
    await picture("choices");
    await quickRow(page, "Allow User Namespaces").click();
    await page.locator(".tab.active", { hasText: "allow-user-namespaces.sh" }).waitFor();
    await page.locator(".view-line", { hasText: "sudo sysctl --system" }).waitFor();
    assert.match((await visibleLines(page)).join("\n"), /user\.max_user_namespaces=15000/);
    await picture("fix");
  });

  it("refuses again when it is tried again", async () => {
    await runCommand(page, "Notifications: Clear All Notifications");
    await runCommand(page, "Gloss: Choose How the Model Is Confined");
    await quickRow(page, "Try Again").click();
    await refusal().waitFor();
    assert.deepEqual(servers(), []);
  });

  it("answers unconfined after a second question, and says so for as long as it runs", async () => {
    await runCommand(page, "Gloss: Choose How the Model Is Confined");
    await quickRow(page, `${run} on This Machine`).click();
    await dialog(page, "without confinement").getByRole("button", { name: run, exact: true }).click();
    await unconfined().waitFor();
    assert.match(await explain(), /sumPrices/);
    assert.equal(await unconfined().count(), 1);
    assert.equal(servers().length, 1);
    await picture("unconfined");
    await unconfined().hover();
    await page.locator(".monaco-hover", { hasText: "local · not confined" }).waitFor();
    await page.mouse.move(600, 300);
    await dismiss();
  });

  it("takes that back, which ends what runs", async () => {
    await runCommand(page, "Gloss: Choose How the Model Is Confined");
    await quickRow(page, "Require Confinement Again").click();
    await unconfined().waitFor({ state: "detached" });
    await statusBarItem(page, "toy model").waitFor();
    await eventually("its process has ended", () => servers().length === 0);
    assert.match(await explain(), /The kernel has no Landlock/);
    await runCommand(page, "Gloss: Choose How the Model Is Confined");
    await quickRow(page, `${run} on This Machine`).waitFor();
    await page.keyboard.press("Escape");
    await quickInput(page).waitFor({ state: "hidden" });
  });
});
