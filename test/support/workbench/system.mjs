// What the workbench needs of the operating system: a Chromium, and a compiler for the native parts of code-server.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";

import { run } from "../../../scripts/setup.mjs";

const buildPackages = ["libkrb5-dev", "pkg-config", "g++", "make", "python3"];
const macBrowsers = ["Google Chrome", "Chromium"].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/** Path of a Chromium; installs Debian's where that is possible. */
export async function ensureChromium({ say }) {
  if (!findChromium())
    await installPackages(["chromium"], say, "a Chromium (or set CHROMIUM to the path of one)");
  return findChromium() ?? unavailable("a Chromium (or set CHROMIUM to the path of one)", ["chromium"]);
}

/** Makes sure that code-server's native parts can be compiled; installs Debian's packages where that is possible. */
export async function ensureCompiler({ say }) {
  if (process.platform === "win32")
    throw new Error("The test workbench runs on Linux and macOS; on Windows use WSL.");
  if (canCompile()) return;
  await installPackages(buildPackages, say, "a compiler and libraries");
  if (!canCompile()) unavailable("a compiler and libraries", buildPackages);
}

function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM names ${named}, which does not exist.`);
    return named;
  }
  const onPath = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(findProgram);
  return [...onPath, ...macBrowsers].find((file) => file && existsSync(file));
}

function findProgram(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Absent, or not ours to run: both mean "look further".
  }
}

function canCompile() {
  if (!["g++", "make", "python3"].every(findProgram)) return false;
  if (process.platform === "darwin") return true;
  return Boolean(findProgram("pkg-config")) && hasLibrary("krb5-gssapi");
}

function hasLibrary(name) {
  return spawnSync("pkg-config", ["--exists", name]).status === 0;
}

async function installPackages(packages, say, what) {
  if (!findProgram("apt-get") || process.getuid?.() !== 0) unavailable(what, packages);
  say(`installing Debian packages: ${packages.join(" ")} …`);
  const options = {
    stdio: ["ignore", "ignore", 2],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  await run("apt-get", ["update", "-q"], options);
  const code = await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], options);
  if (code !== 0) unavailable(what, packages);
}

function unavailable(what, packages) {
  throw new Error(
    `The test workbench needs ${what}. On Debian or Ubuntu: apt-get install --no-install-recommends ${packages.join(" ")}`,
  );
}
