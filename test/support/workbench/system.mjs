// What the workbench needs of the operating system: a Chromium, and a compiler for the native parts of code-server.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

import { findProgram, installDebianPackages } from "../../../scripts/debianPackages.mjs";

const buildPackages = ["libkrb5-dev", "pkg-config", "g++", "make", "python3"];
const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const usualPlaces = [
  ...["/snap/bin/chromium", "/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge"],
  ...["Google Chrome", "Chromium", "Microsoft Edge"].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
];

/** Path of a Chromium; installs Debian's where that is possible. */
export async function ensureChromium() {
  const purpose = "The test workbench needs a Chromium (or set CHROMIUM to the path of one)";
  if (!findChromium()) await installDebianPackages(["chromium"], purpose);
  const found = findChromium();
  if (!found) throw new Error(purpose);
  return found;
}

/** Makes sure that code-server's native parts can be compiled; installs Debian's packages where that is possible. */
export async function ensureCompiler() {
  if (process.platform === "win32")
    throw new Error("The test workbench runs on Linux and macOS; on Windows use WSL.");
  const purpose = "The test workbench needs a compiler and libraries";
  if (!canCompile()) await installDebianPackages(buildPackages, purpose);
  if (!canCompile()) throw new Error(purpose);
}

function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM names ${named}, which does not exist.`);
    return named;
  }
  return [...browsers.map(findProgram), ...usualPlaces].find((file) => file && existsSync(file));
}

function canCompile() {
  if (!["g++", "make", "python3"].every(findProgram)) return false;
  if (process.platform === "darwin") return true;
  return Boolean(findProgram("pkg-config")) && hasLibrary("krb5-gssapi");
}

function hasLibrary(name) {
  return spawnSync("pkg-config", ["--exists", name]).status === 0;
}
