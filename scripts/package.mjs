// Packs the extension for this platform: bundle, engine and toy model in one VSIX, without the network.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureEngine } from "./engineBuild.mjs";
import { fail, root, run, say } from "./setup.mjs";

const target = `${process.platform}-${process.arch}`;

/**
 * Writes gloss-<platform>-<arch>.vsix into the checkout and returns its path. `isBare` leaves engine and model out.
 * @param {{ isBare?: boolean }} options
 */
export async function packageExtension({ isBare = false } = {}) {
  process.chdir(root);
  const engine = await ensureEngine();
  const { build } = await import("./build.mjs");
  await build("extension", "webview", "processes");
  const link = path.join(root, "engine", target);
  const output = path.join(root, isBare ? "gloss-bare.vsix" : `gloss-${target}.vsix`);
  // vsce does not follow links: while it packs, the real files stand in the link's place.
  fs.rmSync(link, { recursive: true, force: true });
  if (!isBare) fs.cpSync(engine, link, { recursive: true });
  try {
    const vsce = path.join(root, "node_modules", "@vscode", "vsce", "vsce");
    const ignore = isBare ? ["--ignoreFile", ".vscodeignore.bare"] : ["--target", target];
    const code = await run(process.execPath, [vsce, "package", "--no-dependencies", ...ignore, "-o", output]);
    if (code !== 0) fail("Packing failed; the output above says why.");
  } finally {
    fs.rmSync(link, { recursive: true, force: true });
    await ensureEngine();
  }
  say(`${path.basename(output)}: ${(fs.statSync(output).size / 1e6).toFixed(1)} MB`);
  return output;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${await packageExtension({ isBare: process.argv.includes("--bare") })}\n`);
}
