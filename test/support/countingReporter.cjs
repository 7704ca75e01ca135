// mocha's spec reporter, which also writes the counts, and what failed, to the file named by GLOSS_TEST_RESULTS.
const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      const file = process.env.GLOSS_TEST_RESULTS;
      if (!file) return;
      // A hook that failed is in this list too, under its own title.
      const reasons = this.failures.map((test) => `${test.fullTitle()}: ${firstLines(test.err)}`);
      writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending, reasons }));
    });
  }
};

/** What can be said of an error in one line of at most 500 characters. */
function firstLines(error) {
  const text = String(error?.stack ?? error?.message ?? error);
  return text.replaceAll(/\s*\n\s*/g, " | ").slice(0, 500);
}
