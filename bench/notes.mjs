// How long an edit takes in a file of 10,000 lines with 500 notes in its margin, against the same file without notes, in a
// real extension host: npm run bench:notes
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { build } from "../scripts/build.mjs";
import { ensurePackages, root, say } from "../scripts/setup.mjs";
import { ensureWorkbench } from "../test/support/workbench/install.mjs";

process.chdir(root);
await ensurePackages();
await build("extension", "webview", "recorder", "notesBench");
await ensureWorkbench({ say });
const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-bench-"));
const results = path.join(folder, "results.json");
await runTests({
  vscodeExecutablePath: path.join(root, "test", "support", "workbench", "code.mjs"),
  extensionDevelopmentPath: root,
  extensionTestsPath: path.join(root, "out", "bench", "notesBench.js"),
  extensionTestsEnv: { GLOSS_TEST_RESULTS: results },
  launchArgs: [folder],
});
process.stdout.write(`${JSON.stringify(JSON.parse(readFileSync(results, "utf8")), null, 2)}\n`);
rmSync(folder, { recursive: true, force: true });
