// Installs a VS Code workbench that runs without a desktop (code-server), its own Node.js, Playwright and axe,
// into the person's cache: 0.8 GB, once for all checkouts with the same package-lock.json.
import { spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { cacheFolder, contentKey } from "../../../scripts/setup.mjs";
import { withLock } from "./lock.mjs";
import { runGroup } from "./processGroup.mjs";
import { ensureChromium, ensureCompiler } from "./system.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const lockFile = path.join(here, "package-lock.json");
const stepTimeoutMs = 15 * 60_000;

/** Returns the paths of the workbench's parts, after installing what is missing. */
export async function ensureWorkbench({ say }) {
  const chromium = await ensureChromium();
  const key = contentKey(readFileSync(lockFile), process.platform, process.arch);
  const folder = path.join(cacheFolder(), `workbench-${key}`);
  if (!existsSync(folder)) {
    await withLock(`${folder}.lock`, { say, timeoutMs: 2 * stepTimeoutMs }, async () => {
      if (!existsSync(folder)) await install(folder, say);
    });
  }
  return { ...parts(folder), chromium };
}

/** Playwright as installed in the workbench's folder: `{ chromium, errors, … }`. */
export function loadPlaywright(folder) {
  return createRequire(path.join(folder, "package.json"))("playwright-core");
}

function parts(folder) {
  const modules = path.join(folder, "node_modules");
  return {
    folder,
    node: path.join(modules, "node", "bin", "node"),
    codeServer: path.join(modules, "code-server", "out", "node", "entry.js"),
  };
}

async function install(folder, say) {
  await ensureCompiler();
  // A folder of its own: the npm of an installer that was killed may still be writing into the one before.
  const work = `${folder}.new-${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    await fill(work, say);
  } catch (error) {
    rmSync(work, { recursive: true, force: true }); // 0.8 GB; its log stays
    throw error;
  }
  renameSync(work, folder);
  removeLeftovers(folder);
  say(`the workbench is ready in ${folder}`);
}

async function fill(work, say) {
  for (const name of ["package.json", "package-lock.json"])
    copyFileSync(path.join(here, name), path.join(work, name));
  const step = (what, args, extra) => npm(work, args, { what, extra, say });
  await step("fetching code-server, Node.js 24 and Playwright (0.8 GB in the cache, once)", [
    "ci",
    "--ignore-scripts",
  ]);
  await step("unpacking Node.js 24", rebuild("node"));
  // code-server insists on being compiled by the Node.js that runs it, so that one comes first on PATH from here on.
  await step("compiling code-server (2 to 4 minutes)", rebuild("argon2", "code-server"), withNode24(work));
  verify(work);
}

/** What this install and those that did not end well have left beside `folder`; nothing writes there by now. */
function removeLeftovers(folder) {
  const parent = path.dirname(folder);
  for (const name of readdirSync(parent).filter((name) => name.startsWith(`${path.basename(folder)}.new`)))
    rmSync(path.join(parent, name), { recursive: true, force: true });
}

/** The packages whose install scripts run are named here, and approved for npm 11 in package.json. */
function rebuild(...packages) {
  return ["rebuild", "--foreground-scripts", "--ignore-scripts=false", ...packages];
}

function withNode24(work) {
  const bin = path.dirname(parts(work).node);
  const nodePackage = path.join(work, "node_modules", "node", "node_modules");
  const headers = [
    `node-linux-${process.arch}`,
    `node-bin-darwin-${process.arch}`,
    `node-darwin-${process.arch}`,
  ]
    .map((name) => path.join(nodePackage, name))
    .find((candidate) => existsSync(path.join(candidate, "include", "node")));
  return {
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    ...(headers && { npm_config_nodedir: headers }), // Else node-gyp downloads the headers.
  };
}

async function npm(work, args, { what, extra = {}, say }) {
  const logFile = `${work}.log`;
  const log = openSync(logFile, "w");
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const heartbeat = setInterval(() => say(`… still ${what.split(" (")[0]}, ${seconds()} s`), 30_000);
  say(`${what} …`);
  try {
    const code = await runGroup("npm", [...args, "--no-audit", "--no-fund"], {
      cwd: work,
      stdio: ["ignore", log, log],
      timeoutMs: stepTimeoutMs,
      env: { ...outsideOfNpm(process.env), PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1", ...extra },
    });
    if (code === 0) return;
  } finally {
    clearInterval(heartbeat);
    closeSync(log);
  }
  const tail = readFileSync(logFile, "utf8").split("\n").slice(-25).join("\n");
  throw new Error(`${tail}\n"npm ${args.join(" ")}" failed; all of its output is in ${logFile}`);
}

/** Drops what `npm run` adds: code-server's install script reads the Node.js version out of npm_config_user_agent. */
function outsideOfNpm(env) {
  const added = /^(npm_(?!config_)|npm_config_(user_agent|local_prefix|ignore_scripts)$|INIT_CWD$|NODE$)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !added.test(name)));
}

function verify(work) {
  const { node, codeServer } = parts(work);
  // A --config of its own: code-server writes a default one into the person's home otherwise.
  const args = [codeServer, "--config", path.join(work, "config.yaml"), "--version"];
  const { stdout, stderr, error } = spawnSync(node, args, { encoding: "utf8", timeout: 60_000 });
  const wanted = JSON.parse(readFileSync(path.join(here, "package.json"), "utf8")).dependencies[
    "code-server"
  ];
  if (!stdout?.includes(`${wanted} `)) {
    throw new Error(
      `code-server ${wanted} was installed but does not answer:\n${stdout}${stderr}${error ?? ""}`,
    );
  }
}
