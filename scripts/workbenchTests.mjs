// Runs test/workbench inside a real extension host: a desktop VS Code where one is at hand, else the browser workbench.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { build } from "./build.mjs";
import { readCounts } from "./mocha.mjs";
import { root, say } from "./setup.mjs";
import { withMicrophone } from "../test/support/fakeMicrophone.mjs";
import { ensureWorkbench } from "../test/support/workbench/install.mjs";

/** Runs the tests and resolves with their counts. `VSCODE_EXECUTABLE` names a desktop VS Code to use instead. */
export async function runWorkbenchTests() {
  rmSync(path.join(root, "out", "test", "workbench"), { recursive: true, force: true });
  await build("extension", "webview", "processes", "workbenchTests");
  const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-workbench-"));
  const results = path.join(folder, "results.json");
  const workspace = path.join(folder, "workspace");
  cpSync(path.join(root, "demo"), workspace, { recursive: true });
  const desktop = process.env.VSCODE_EXECUTABLE;
  if (!desktop) await ensureWorkbench({ say });
  try {
    await withMicrophone((microphone) =>
      runTests({
        vscodeExecutablePath: desktop ?? path.join(root, "test", "support", "workbench", "code.mjs"),
        // A second extension stands for all others that may use the model.
        extensionDevelopmentPath: [root, path.join(root, "test", "fixtures", "otherExtension")],
        extensionTestsPath: path.join(root, "out", "test", "workbench", "index.js"),
        extensionTestsEnv: {
          GLOSS_TEST_RESULTS: results,
          ...microphone,
          ...(process.env.GREP && { GREP: process.env.GREP }),
        },
        launchArgs: [workspace],
      }),
    );
  } catch (error) {
    say(`the workbench run ended badly: ${error.message}`);
  }
  const counts = readCounts(results);
  rmSync(folder, { recursive: true, force: true });
  if (counts.passed + counts.failed === 0) {
    counts.failed = 1;
    counts.reasons.push("the workbench ran no test");
  }
  return counts;
}
