// Runs inside the extension host: finds the tests beside it and runs them; the reporter writes the counts.
import { readdirSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

/** Called by VS Code as the test runner of `--extensionTestsPath`. */
export async function run(): Promise<void> {
  const grep = process.env["GREP"];
  // From out/test/workbench, where this is bundled to.
  const reporter = path.join(__dirname, "..", "..", "..", "test", "support", "countingReporter.cjs");
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 60_000,
    color: false,
    reporter,
    ...(grep !== undefined && { grep }),
  });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith(".test.js")) mocha.addFile(path.join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${String(failures)} tests failed`);
}
