// All tests, from a bare clone: unit, engine (real llama-server), workbench (real extension host), e2e (packaged VSIX).
import { ensureBubblewrap, ensureScreenTools } from "./debianPackages.mjs";
import { ensureEngine } from "./engineBuild.mjs";
import { root, say } from "./setup.mjs";

process.chdir(root);
await ensureEngine();
await ensureBubblewrap();
const { runMocha, sayFailures } = await import("./mocha.mjs");
const { runWorkbenchTests } = await import("./workbenchTests.mjs");
const { withMicrophone } = await import("../test/support/fakeMicrophone.mjs");
const { packageExtension } = await import("./package.mjs");

/** Each group with the way to run it; `npm test -- engine e2e` runs only those. */
const groups = {
  unit: () => runMocha("unit"),
  engine: async () => {
    await ensureScreenTools();
    return withMicrophone((env) => runMocha("engine", { timeoutMs: 60_000, env }));
  },
  workbench: () => runWorkbenchTests(),
  e2e: async () => runMocha("e2e", { timeoutMs: 180_000, env: { GLOSS_VSIX: await packageExtension() } }),
};

const wanted = process.argv.slice(2).filter((name) => name in groups);
const total = { passed: 0, failed: 0, skipped: 0 };
const reasons = [];
for (const name of wanted.length > 0 ? wanted : Object.keys(groups)) {
  const started = Date.now();
  const counts = await groups[name]();
  say(
    `${name}: ${counts.passed} passed, ${counts.failed} failed (${Math.round((Date.now() - started) / 1000)} s)`,
  );
  for (const key of Object.keys(total)) total[key] += counts[key];
  reasons.push(...counts.reasons.map((reason) => `${name}: ${reason}`));
}
sayFailures(reasons);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
