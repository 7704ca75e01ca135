import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isPrivateFolder } from "../../../src/engine/sandbox/boundFiles";

describe("folder that the model process must not see", function () {
  if (process.platform !== "linux") return;
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "gloss-test-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("is a workspace, also one that holds the engine", () => {
    assert.ok(isPrivateFolder(folder, []));
    assert.ok(isPrivateFolder(folder, [path.join(folder, "engine")]));
  });

  it("is not what the process needs, nor what stands above or inside it", () => {
    for (const shown of ["/", "/usr", "/usr/lib", "/dev"]) {
      assert.ok(!isPrivateFolder(shown, []), shown);
    }
    assert.ok(!isPrivateFolder(folder, [folder]));
    assert.ok(!isPrivateFolder(path.join(folder, "absent"), []));
  });

  it("is judged by its real place", () => {
    const link = path.join(folder, "link");
    symlinkSync("/usr/lib", link);
    assert.ok(!isPrivateFolder(link, []));
  });
});
