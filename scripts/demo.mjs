// Opens a real workbench on a copy of demo/ with the packaged extension and the toy model.
//   npm run demo                          desktop VS Code if `code` is on PATH, else a browser workbench
//   npm run demo -- --browser             the browser workbench in any case
//   npm run demo -- --headless --out DIR  plays the tour by itself and writes pictures and tour.json
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { packageExtension } from "./package.mjs";
import { fail, root, run, say } from "./setup.mjs";

const { values } = parseArgs({
  options: {
    headless: { type: "boolean", default: false },
    browser: { type: "boolean", default: false },
    out: { type: "string", default: path.join(root, "out", "tour") },
  },
});
const out = path.resolve(process.env.INIT_CWD ?? process.cwd(), values.out);
process.chdir(root);
const vsix = await packageExtension();

if (values.headless) await playTour();
else if (!values.browser && hasDesktop()) await openDesktop();
else await openBrowserWorkbench();

async function playTour() {
  const { playTour: play } = await import("./tour.mjs");
  const problems = await play({ vsix, out });
  if (problems.length > 0) fail(`the tour went wrong: ${problems.join("; ")}`);
  say(`the tour is in ${out}`);
}

function hasDesktop() {
  return spawnSync("code", ["--version"], { shell: process.platform === "win32" }).status === 0;
}

/** A window of its own: the person's settings and extensions stay out of it, and it out of them. */
async function openDesktop() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-demo-"));
  const workspace = path.join(folder, "demo");
  cpSync(path.join(root, "demo"), workspace, { recursive: true });
  const profile = [
    "--user-data-dir",
    path.join(folder, "user"),
    "--extensions-dir",
    path.join(folder, "extensions"),
  ];
  const shell = process.platform === "win32";
  execFileSync("code", [...profile, "--install-extension", vsix, "--force"], {
    stdio: ["ignore", 2, 2],
    shell,
  });
  say("opening VS Code; this ends when its window is closed");
  await run("code", [...profile, "--disable-workspace-trust", "--wait", "--new-window", workspace], {
    shell,
  });
  rmSync(folder, { recursive: true, force: true });
}

async function openBrowserWorkbench() {
  const { ensureWorkbench } = await import("../test/support/workbench/install.mjs");
  const { startServer } = await import("../test/support/workbench/server.mjs");
  const server = await startServer(await ensureWorkbench({ say }), {
    workspace: path.join(root, "demo"),
    vsix,
  });
  process.stdout.write(`\nOpen ${server.url}\nCtrl+C ends it.\n`);
  await new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, resolve);
    server.child.once("exit", resolve);
  });
  await server.stop();
}
