// Runs a TypeScript tool (ask, attest, bench …) from a bare clone: installs, builds the engine, bundles, starts it.
import { existsSync } from "node:fs";
import path from "node:path";
import { ensureBubblewrap } from "./debianPackages.mjs";
import { ensureEngine } from "./engineBuild.mjs";
import { fail, root, run } from "./setup.mjs";

const [name = "", ...args] = process.argv.slice(2);
const callerFolder = process.env.INIT_CWD ?? process.cwd();
process.chdir(root);
await ensureEngine();
if (name === "attest") await ensureBubblewrap();
const { build } = await import("./build.mjs");
const { packGrammars } = await import("./grammars.mjs");
await build("tools");
if (name === "eval") await packGrammars(); // edits are parsed
const tool = ["scripts", "bench"]
  .map((folder) => path.join(root, "out", "tools", folder, `${name}.js`))
  .find(existsSync);
if (!tool) fail(`There is no tool called ${name}.`);
const start = (env) =>
  run(process.execPath, ["--enable-source-maps", tool, ...args], {
    cwd: callerFolder,
    stdio: "inherit",
    env: { ...process.env, GLOSS_ROOT: root, ...env },
  });
if (name === "voice") {
  await build("processes");
  const { withMicrophone } = await import("../test/support/fakeMicrophone.mjs");
  process.exitCode = await withMicrophone(start);
} else process.exitCode = await start({});
