// Everything that must hold before a change lands and needs no engine: format, lint, types, direction, dead code, unit tests.
import { ensurePackages, root, run, say } from "./setup.mjs";

process.chdir(root);
await ensurePackages();
const { runMocha, sayFailures } = await import("./mocha.mjs");

const bin = (name) => `node_modules/.bin/${name}`;
// What has not changed since the last run here need not be looked at again; a fresh clone looks at everything.
const cached = (tool) => [
  "--cache",
  "--cache-strategy",
  "content",
  "--cache-location",
  `node_modules/.cache/gloss/${tool}`,
];
const types = (part) => [
  ...["-p", `tsconfig/${part}.json`],
  ...["--incremental", "--tsBuildInfoFile", `node_modules/.cache/gloss/${part}.tsbuildinfo`],
];
const steps = [
  ["format", bin("prettier"), ["--check", "--log-level", "warn", ...cached("prettier"), "."]],
  ["types, pure code", bin("tsc"), types("pure")],
  ["types, node code", bin("tsc"), types("node")],
  ["types, extension host", bin("tsc"), types("host")],
  ["types, panel", bin("tsc"), types("webview")],
  ["types, tests", bin("tsc"), types("test")],
  ["lint", bin("eslint"), ["--max-warnings", "0", ...cached("eslint"), "."]],
  [
    "direction of imports",
    bin("depcruise"),
    ["--config", ".dependency-cruiser.mjs", "src", "webview", "scripts", "test"],
  ],
  ["packages", process.execPath, ["scripts/auditPackages.mjs"]],
  ["dead code", bin("knip"), ["--no-progress"]],
];

const failed = [];
for (const [title, program, args] of steps) {
  const started = Date.now();
  const code = await run(program, args, { shell: process.platform === "win32" });
  say(`${code === 0 ? "ok" : "FAILED"}  ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) failed.push(title);
}
const unit = await runMocha("unit");
sayFailures([...failed, ...unit.reasons]);
const passed = steps.length - failed.length + unit.passed;
process.stdout.write(`${passed} passed, ${failed.length + unit.failed} failed\n`);
process.exitCode = failed.length + unit.failed === 0 ? 0 : 1;
