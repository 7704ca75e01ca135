// What every command needs first: the packages of the lockfile. Uses nothing but Node, so that it runs in a bare clone.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the checkout; every script runs from there. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** A person's cache folder of Gloss, shared by all checkouts. */
export function cacheFolder() {
  const { env, platform } = process;
  const home = os.homedir();
  const base =
    env.XDG_CACHE_HOME ||
    (platform === "darwin"
      ? path.join(home, "Library", "Caches")
      : platform === "win32"
        ? (env.LOCALAPPDATA ?? path.join(home, "AppData", "Local"))
        : path.join(home, ".cache"));
  return path.join(base, "gloss");
}

/** Prints progress on stderr: stdout belongs to a command's result. */
export function say(text) {
  process.stderr.write(`gloss: ${text}\n`);
}

/** Runs a program and resolves with its exit code; the program shares this one's terminal unless told otherwise. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** Ends the command with one clear sentence. */
export function fail(text) {
  say(text);
  process.exit(1);
}

/** A short fingerprint of files and strings, for names in the cache. */
export function contentKey(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** Installs the packages of package-lock.json if they are not there yet, or are of another lockfile. */
export async function ensurePackages() {
  const stamp = path.join(root, "node_modules", ".gloss-installed");
  const wanted = contentKey(readFileSync(path.join(root, "package-lock.json")));
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("installing packages (about half a minute) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // No install scripts: nothing that Gloss depends on needs one.
  const code = await run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    shell: process.platform === "win32",
  });
  if (code !== 0) fail("npm ci failed. Is the package registry reachable? Run it by hand to see more.");
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}
