import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../../support/paths";

const hash = `sha512-${"A".repeat(86)}==`;
const good = { version: "1.2.3", integrity: hash };

/** What the audit says of a lockfile with one package, and of the range that asks for it. */
function audit(entry: object, range = "^1.2.3"): string {
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-test-"));
  const file = path.join(folder, "package-lock.json");
  const packages = { "": { dependencies: { one: range } }, "node_modules/one": entry };
  writeFileSync(file, JSON.stringify({ lockfileVersion: 3, packages }));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ dependencies: { one: range } }));
  const script = path.join(root, "scripts", "auditPackages.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, file], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.equal(status === 0, stderr === "");
  return stderr;
}

describe("audit of packages", () => {
  it("passes a package of the registry with a hash", () => {
    assert.equal(audit(good), "");
  });

  it("refuses a package without a hash, or with a weak one", () => {
    assert.match(audit({ version: "1.2.3" }), /no sha512/);
    assert.match(audit({ ...good, integrity: "sha1-abcdefgh" }), /no sha512/);
  });

  it("refuses what does not come from the registry", () => {
    assert.match(audit({ ...good, resolved: "git+ssh://example.org/one.git" }), /address of its own/);
    assert.match(audit(good, "github:somebody/one"), /no version/);
    assert.match(audit(good, "file:../one"), /no version/);
    assert.match(audit({ ...good, link: true }), /is a link/);
  });

  it("refuses an install script that nobody has looked at", () => {
    assert.match(audit({ ...good, hasInstallScript: true }), /install script/);
    assert.equal(audit({ ...good, hasInstallScript: true, name: "esbuild" }), "");
  });
});
