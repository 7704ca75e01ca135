// Debian's packages, installed where a script may do so.
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { run, say } from "./setup.mjs";

/** Installs Debian packages as root; throws one clear error where that is not possible. `purpose` needs them. */
export async function installDebianPackages(packages, purpose) {
  const byHand = `${purpose}. On Debian or Ubuntu: apt-get install --no-install-recommends ${packages.join(" ")}`;
  if (!findProgram("apt-get") || process.getuid?.() !== 0) throw new Error(byHand);
  say(`installing Debian packages: ${packages.join(" ")} …`);
  const options = {
    stdio: ["ignore", "ignore", 2],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  await run("apt-get", ["update", "-q"], options);
  const code = await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], options);
  if (code !== 0) throw new Error(byHand);
}

/** Makes sure that bubblewrap is there, which the tests of confinement compare with Landlock. */
export async function ensureBubblewrap() {
  if (process.platform !== "linux" || findProgram("bwrap")) return;
  await installDebianPackages(["bubblewrap"], "The tests of confinement need bubblewrap");
}

/** Makes sure that there is a virtual display and a desktop portal, and what captures them, for the tests of screen capture. */
export async function ensureScreenTools() {
  const programs = {
    Xvfb: "xvfb",
    maim: "maim",
    scrot: "scrot",
    xdotool: "xdotool",
    "dbus-daemon": "dbus",
    "xdg-desktop-portal": "xdg-desktop-portal",
  };
  const missing = Object.keys(programs).filter((program) => !findProgram(program));
  if (process.platform !== "linux" || missing.length === 0) return;
  await installDebianPackages(
    missing.map((program) => programs[program]),
    "The tests of screen capture need a virtual display, a desktop portal, and tools that capture them",
  );
}

/** Path of a program on PATH, or of one that its package keeps off it. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/libexec"];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or not ours to run: both mean "look further"
  }
}
