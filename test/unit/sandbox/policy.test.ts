import assert from "node:assert/strict";
import { sandboxPolicy } from "../../../src/engine/sandbox/chooseLauncher";

describe("setting of the sandbox", () => {
  it("requires confinement by default on Linux and macOS, and takes what can be had on Windows", () => {
    assert.equal(sandboxPolicy(undefined, "linux"), "require");
    assert.equal(sandboxPolicy(undefined, "darwin"), "require");
    assert.equal(sandboxPolicy(undefined, "win32"), "auto");
  });

  it("is what a person chose, on every platform", () => {
    for (const platform of ["linux", "darwin", "win32"] as const)
      for (const chosen of ["require", "auto", "off"]) assert.equal(sandboxPolicy(chosen, platform), chosen);
  });

  it("counts as not set with any other value", () => {
    for (const chosen of ["", "on", false, 1, null]) assert.equal(sandboxPolicy(chosen, "linux"), "require");
  });
});
