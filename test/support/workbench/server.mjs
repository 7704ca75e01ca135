// Starts and ends a code-server of its own: loopback only, a free port, a throw-away profile.
import { spawnSync } from "node:child_process";
import { closeSync, cpSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { startGroup } from "./processGroup.mjs";
import { createProfile } from "./profile.mjs";

const startTimeoutMs = 60_000;

/**
 * Starts a server. `vsix` and the folders `extensions` are installed first; `isTestDriver` lets a page run extension tests, at the price of hidden
 * notification toasts; `within` is a command that runs it in a world of its own. The result's `url` opens the copy of `workspace`; `stop()` ends all processes and removes all files.
 */
export async function startServer(
  workbench,
  {
    settings,
    keybindings,
    env = {},
    workspace,
    vsix,
    extensions = [],
    isTestDriver = false,
    within = [],
  } = {},
) {
  const profile = createProfile({ settings, keybindings, workspace });
  const logFile = path.join(profile.root, "server.log");
  let group;
  const stop = async () => {
    await group?.end();
    profile.remove();
  };
  try {
    for (const folder of extensions) copyExtension(profile, folder);
    if (vsix) installVsix(workbench, profile, vsix); // afterwards, for it writes the list of all that are there
    group = startCodeServer(workbench, profile, {
      env,
      isTestDriver,
      logFile,
      within,
      asksForTrust: settings?.["security.workspace.trust.enabled"] === true,
    });
    const origin = await address(group.child, logFile);
    const url = `${origin}/?folder=${encodeURIComponent(profile.workspace)}`;
    return { origin, url, profile, child: group.child, stop, log: () => readFileSync(logFile, "utf8") };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A folder in the right place is taken in at the first start. */
function copyExtension(profile, folder) {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  cpSync(folder, path.join(profile.extensions, `${publisher}.${name}-${version}`), { recursive: true });
}

function installVsix(workbench, profile, vsix) {
  const args = [...folderFlags(profile), "--install-extension", path.resolve(vsix), "--force"];
  const options = { env: cleanEnv(process.env), encoding: "utf8", timeout: startTimeoutMs };
  const result = spawnSync(workbench.node, [workbench.codeServer, ...args], options);
  if (result.status !== 0)
    throw new Error(`${vsix} could not be installed:\n${result.stdout}${result.stderr}`);
}

function startCodeServer(workbench, profile, { env, isTestDriver, logFile, within, asksForTrust }) {
  const log = openSync(logFile, "w");
  const quiet = ["telemetry", "update-check", "getting-started-override", "proxy"];
  if (!asksForTrust) quiet.push("workspace-trust");
  const args = [
    ...["--bind-addr", "127.0.0.1:0", "--auth", "none"],
    ...folderFlags(profile),
    ...quiet.map((name) => `--disable-${name}`),
    // Without this flag a built workbench ignores the extension tests that a page asks for, in silence.
    ...(isTestDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
  ];
  const [program, ...words] = [...within, workbench.node, workbench.codeServer, ...args];
  const group = startGroup(program, words, {
    // Code-server keeps logs in the person's data folder, whatever --user-data-dir says.
    env: { ...cleanEnv(process.env), XDG_DATA_HOME: path.join(profile.root, "data"), ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return group;
}

function folderFlags(profile) {
  const config = path.join(profile.root, "config.yaml"); // Else one is written into the person's home.
  return ["--user-data-dir", profile.userData, "--extensions-dir", profile.extensions, "--config", config];
}

/** Keeps what a surrounding VS Code or host says away from this one; test-cli passes its tests in VSCODE_TEST_OPTIONS. */
function cleanEnv(env) {
  const isForeign = (name) =>
    (/^(VSCODE_|CODE_SERVER_|ELECTRON_)/.test(name) && name !== "VSCODE_TEST_OPTIONS") ||
    ["PORT", "PASSWORD", "HASHED_PASSWORD", "NODE_OPTIONS"].includes(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isForeign(name)));
}

async function address(child, logFile) {
  let failure;
  child.once("error", (error) => (failure = error));
  for (const deadline = Date.now() + startTimeoutMs; Date.now() < deadline; await sleep(50)) {
    const log = readFileSync(logFile, "utf8");
    const found = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log);
    if (found) return found[1];
    if (failure ?? child.exitCode !== null)
      throw new Error(`code-server did not start: ${failure ?? ""}\n${log}`);
  }
  throw new Error(
    `code-server did not start in ${startTimeoutMs / 1000} s:\n${readFileSync(logFile, "utf8")}`,
  );
}
