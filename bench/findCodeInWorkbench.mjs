// How long the code search takes in a real workbench with 5,000 files, against the same search with Node's own files.
//   npm run bench:findCodeInWorkbench -- [--json]
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { build } from "../scripts/build.mjs";
import { ensurePackages, root, say } from "../scripts/setup.mjs";
import { ensureWorkbench } from "../test/support/workbench/install.mjs";

process.chdir(root);
await ensurePackages();
await build("extension", "webview", "workbenchBench");
const desktop = process.env.VSCODE_EXECUTABLE;
if (!desktop) await ensureWorkbench({ say });
const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-bench-"));
const report = path.join(folder, "results.json");
try {
  await runTests({
    vscodeExecutablePath: desktop ?? path.join(root, "test", "support", "workbench", "code.mjs"),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, "out", "bench", "workbench", "findCode.js"),
    extensionTestsEnv: { GLOSS_TEST_RESULTS: report, GLOSS_ROOT: root },
    launchArgs: [mkdtempSync(path.join(folder, "workspace-"))],
  });
  const rounds = JSON.parse(readFileSync(report, "utf8"));
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(rounds, null, 2)}\n`);
  else {
    console.table(
      rounds.map(({ workbench, node }) => ({
        files: workbench.searched,
        "list ms": workbench.listMs,
        "all ms": workbench.ms,
        "processor ms": workbench.cpuMs,
        "with Node's files ms": node.ms,
        ratio: Number((workbench.ms / node.ms).toFixed(2)),
      })),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
