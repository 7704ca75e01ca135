import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { build } from "../../scripts/build.mjs";
import { ensurePackages, root, say } from "../../scripts/setup.mjs";
import { ensureWorkbench } from "../../test/support/workbench/install.mjs";

/**
 * Runs bench/workbench/NAME.ts inside the extension host of a real workbench that has an empty folder open.
 * @param {string} name
 * @returns {Promise<any>} what it has written to the file that GLOSS_TEST_RESULTS names
 */
export async function inWorkbench(name) {
  process.chdir(root);
  await ensurePackages();
  await build("extension", "webview", "processes", "workbenchBench");
  const desktop = process.env.VSCODE_EXECUTABLE;
  if (!desktop) await ensureWorkbench({ say });
  const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-bench-"));
  const results = path.join(folder, "results.json");
  try {
    await runTests({
      vscodeExecutablePath: desktop ?? path.join(root, "test", "support", "workbench", "code.mjs"),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(root, "out", "bench", "workbench", `${name}.js`),
      extensionTestsEnv: { GLOSS_TEST_RESULTS: results, GLOSS_ROOT: root },
      launchArgs: [mkdtempSync(path.join(folder, "workspace-"))],
    });
    return JSON.parse(readFileSync(results, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
