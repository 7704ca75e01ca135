// Runs one group of mocha tests in its own process and counts them.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "./build.mjs";
import { root, run } from "./setup.mjs";

/** Bundles and runs the tests in test/<group>; resolves with the counts, also when the process broke off. */
export async function runMocha(group, { timeoutMs = 20_000, env = {} } = {}) {
  const isPlain = group === "e2e"; // drives a browser from plain modules: nothing to bundle
  if (!isPlain) {
    rmSync(path.join(root, "out", "test", group), { recursive: true, force: true });
    await build("extension", "webview", "processes", `${group}Tests`); // one test looks at what would be packed
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-mocha-"));
  const results = path.join(folder, "results.json");
  const mocha = path.join(root, "node_modules", "mocha", "bin", "mocha.js");
  const reporter = path.join(root, "test", "support", "countingReporter.cjs");
  const grep = process.env.GREP ? ["--grep", process.env.GREP] : [];
  const args = [
    "--enable-source-maps",
    mocha,
    "--reporter",
    reporter,
    "--timeout",
    String(timeoutMs),
    "--exit",
  ];
  const code = await run(
    process.execPath,
    [...args, ...grep, "--recursive", isPlain ? `test/${group}/*.test.mjs` : `out/test/${group}`],
    {
      env: { ...process.env, ...env, GLOSS_TEST_RESULTS: results, GLOSS_ROOT: root },
    },
  );
  const counts = readCounts(results);
  rmSync(folder, { recursive: true, force: true });
  // A run that broke off, or ran nothing, has failed whatever it counted.
  if (counts.passed + counts.failed === 0 || (code !== 0 && counts.failed === 0)) {
    counts.failed += 1;
    counts.reasons.push(`the process ended with ${code} after ${counts.passed} passed`);
  }
  return counts;
}

/** Reads what the counting reporter wrote; zeros if the process ended before it could. */
export function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 0, skipped: 0, reasons: [] };
  }
}

/** Says again, below everything else, what failed and why. */
export function sayFailures(reasons) {
  for (const reason of reasons) process.stdout.write(`FAILED  ${reason}\n`);
}
