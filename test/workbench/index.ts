// Runs inside the extension host: finds the tests beside it, runs them, and writes the counts for the one who asked.
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

/** Called by VS Code as the test runner of `--extensionTestsPath`. */
export async function run(): Promise<void> {
  const grep = process.env["GREP"];
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, color: false, ...(grep !== undefined && { grep }) });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith(".test.js")) mocha.addFile(path.join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.once("end", () => {
      const { passes = 0, failures: failed = 0, pending = 0 } = runner.stats ?? {};
      const file = process.env["GLOSS_TEST_RESULTS"];
      if (file !== undefined)
        writeFileSync(file, JSON.stringify({ passed: passes, failed, skipped: pending }));
    });
  });
  if (failures > 0) throw new Error(`${String(failures)} tests failed`);
}
