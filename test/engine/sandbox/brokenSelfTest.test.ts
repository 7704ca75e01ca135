import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { attest } from "../../../src/engine/sandbox/attest";
import type { Launcher } from "../../../src/engine/sandbox/launcher";
import { bundledEngineFolder } from "../../../src/engine/serverBinary";
import { nano, root } from "../../support/paths";
import { failureOf } from "../../support/testEngine";

/** A launcher under which a shell stands in for the probe. */
const launcherOf = (script: string, program = "/bin/sh"): Launcher => ({
  name: "bubblewrap",
  level: "bubblewrap",
  launch: () => spawn(program, ["-c", script], { stdio: ["ignore", "pipe", "pipe"] }),
});

describe("self-test that says too little", function () {
  if (process.platform !== "linux") return;
  const helperFolder = bundledEngineFolder(root);
  const target = {
    engineFolder: helperFolder,
    helperFolder,
    files: nano,
    devices: "cpu",
    isFull: false,
  } as const;
  const cases: Readonly<Record<string, readonly [Launcher, RegExp]>> = {
    "the launcher is gone": [launcherOf("", path.join(root, "no-such-program")), /ENOENT/],
    "the launcher refuses": [launcherOf("echo denied >&2; exit 1"), /^denied$/],
    "it is ended in the middle": [launcherOf("printf 'fork\\tblocked\\t\\n'; kill -9 $$"), /SIGKILL/],
  };
  for (const [title, [launcher, detail]] of Object.entries(cases)) {
    it(`is no escape: ${title}`, async () => {
      const reason = await failureOf(attest(launcher, target));
      assert(reason.kind === "selfTestFailed", reason.kind);
      assert.match(reason.detail, detail);
    });
  }

  it("is one once an escape was seen, or the probe ended by itself without the rest", async () => {
    const seen = await attest(launcherOf("printf 'fork\\tescaped\\t\\n'; kill -9 $$"), target);
    assert.equal(seen.level, "none");
    const short = await attest(launcherOf("printf 'fork\\tblocked\\t\\n'"), target);
    assert.equal(short.level, "none");
  });
});
