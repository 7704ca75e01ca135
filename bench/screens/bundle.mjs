// A front end of the npm registry in the user's cache, bundled for a page of the browser.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "../../scripts/setup.mjs";

/** Installs packages of pinned versions once, without running their scripts; returns the folder. */
export function installed(id, dependencies) {
  const folder = path.join(cacheFolder(), "frontEnds", `rendered-${id}`);
  if (existsSync(folder)) return folder;
  const scratch = `${folder}.${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  writeFileSync(path.join(scratch, "package.json"), JSON.stringify({ type: "module", dependencies }));
  const args = ["install", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--silent"];
  const { status } = spawnSync("npm", args, { cwd: scratch, stdio: "inherit" });
  if (status !== 0) throw new Error(`npm could not install what ${id} needs`);
  renameSync(scratch, folder);
  return folder;
}

/** Shows a bundled program in the page, at any address of http://screen that is no file of `assets`. */
export async function serve(page, { folder, contents, assets, ...options }) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    write: false,
    outdir: folder,
    format: "esm",
    logLevel: "error",
    loader: { ".ttf": "dataurl", ".woff": "dataurl", ".woff2": "dataurl", ".svg": "dataurl" },
    ...options,
  });
  const [script = "", style = ""] = [".js", ".css"].map(
    (ending) => outputFiles.find((file) => file.path.endsWith(ending))?.text,
  );
  const pages = {
    "/screen.js": { contentType: "text/javascript", body: script },
    "/screen.css": { contentType: "text/css", body: style },
  };
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="stylesheet" href="/screen.css">
    <div id="app"></div><kc-root></kc-root><script type="module" src="/screen.js"></script></html>`;
  await page.route("http://screen/**", (route) => {
    const { pathname } = new URL(route.request().url());
    const asset = path.join(assets ?? folder, pathname);
    if (assets && path.extname(asset) !== "" && existsSync(asset)) return route.fulfill({ path: asset });
    return route.fulfill(pages[pathname] ?? { contentType: "text/html", body: html });
  });
}
