#!/usr/bin/env node
// Looks like the `code` executable to @vscode/test-electron, but runs the tests in code-server and a headless Chromium:
//   code.mjs [folder] --extensionDevelopmentPath=… --extensionTestsPath=… [--user-data-dir=…]
// The folder is copied. User settings come from <user-data-dir>/User/settings.json. Exit code: that of the tests.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { format } from "node:util";

import { say } from "../../../scripts/setup.mjs";
import { startBrowser } from "./browser.mjs";
import { ensureWorkbench } from "./install.mjs";
import { startServer } from "./server.mjs";

const timeoutMs = Number(process.env.GLOSS_WORKBENCH_TIMEOUT_MS ?? 10 * 60_000);
const exitCode = { failed: 1, SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** What the workbench itself logs in a test run without network or accounts. */
const noise = [
  ...[/workbench\.js/, /extensionHostProcess/, /open-vsx/, /getaddrinfo/, /Creating a socket/, /Resolv/],
  ...[/AccountPolicy/, /AgentHost/, /authentication provider/, /Service Worker/, /grace time/],
  ...[/builtin extensions/, /onWillSave/, /vsda/],
];

/** Runs the tests that `args` name and returns the exit code; `interrupted` settles when the run must stop early. */
export async function runExtensionTests(args, interrupted) {
  const { folder, development, tests, settings } = parseArguments(args);
  const workbench = await ensureWorkbench({ say });
  // The workbench keeps one path of a kind: the first extension is developed, the others are installed.
  const [developed, ...extensions] = development;
  const server = await startServer(workbench, {
    workspace: folder,
    settings,
    extensions,
    isTestDriver: true,
  });
  const timer = new AbortController();
  let browser;
  try {
    browser = await startBrowser(workbench);
    const remote = (file) => `vscode-remote://${new URL(server.origin).host}${path.resolve(file)}`;
    const payload = [
      ["extensionDevelopmentPath", remote(developed)],
      ["extensionTestsPath", remote(tests)],
      ["skipWelcome", "true"],
    ];
    const url = `${server.url}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    const outcome = await Promise.race([
      testsIn(browser, url),
      crashOf(browser, server),
      interrupted,
      sleep(timeoutMs, `the tests did not end in ${timeoutMs / 1000} s`, { signal: timer.signal }),
    ]);
    if (typeof outcome === "number") return outcome;
    say(`${outcome}\n${server.log()}`);
    return exitCode.failed;
  } finally {
    timer.abort();
    await browser?.close();
    await server.stop();
  }
}

function parseArguments(args) {
  const all = (name) =>
    args.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3));
  const [tests] = all("extensionTestsPath");
  if (!tests) throw new Error("This stand-in for `code` only runs tests: --extensionTestsPath=… is missing.");
  const settingsFile = path.join(all("user-data-dir")[0] ?? "", "User", "settings.json");
  return {
    folder: args.find(
      (arg) => !arg.startsWith("-") && statSync(arg, { throwIfNoEntry: false })?.isDirectory(),
    ),
    development: [...new Set(all("extensionDevelopmentPath"))],
    tests,
    settings: existsSync(settingsFile) ? JSON.parse(readFileSync(settingsFile, "utf8")) : {},
  };
}

/** The workbench calls these two functions of the page with what the tests print and with their exit code. */
async function testsIn({ page }, url) {
  const { promise, resolve } = withResolver();
  await page.exposeFunction("codeAutomationLog", (_type, args) => {
    const line = format(...args);
    if (process.env.GLOSS_WORKBENCH_VERBOSE || !noise.some((pattern) => pattern.test(line)))
      console.log(line);
  });
  await page.exposeFunction("codeAutomationExit", (code) => resolve(code));
  await page.goto(url, { waitUntil: "domcontentloaded" });
  return promise;
}

/** Resolves with what ended before the tests did. Playwright needs its own listeners, so none are removed afterwards. */
function crashOf({ browser, page }, server) {
  const { promise, resolve } = withResolver();
  page.once("crash", () => resolve("the page crashed"));
  browser.once("disconnected", () => resolve("Chromium ended"));
  server.child.once("exit", () => resolve("code-server ended"));
  return promise;
}

function withResolver() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}

const interrupted = withResolver();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => interrupted.resolve(exitCode[signal]));
}
runExtensionTests(process.argv.slice(2), interrupted.promise).then(
  (code) => process.exit(code),
  (error) => {
    say(error.stack);
    process.exit(exitCode.failed);
  },
);
