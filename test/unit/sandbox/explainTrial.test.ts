import assert from "node:assert/strict";
import { explainTrial, type UnavailableReason } from "../../../src/engine/sandbox/detect";
import type { Launcher } from "../../../src/engine/sandbox/launcher";

type Case = readonly [
  name: Launcher["name"],
  errors: string,
  kernel: Readonly<Record<string, string>>,
  kind: UnavailableReason["kind"],
];

const denied =
  "bwrap: No permissions to create a new namespace, likely because the kernel does not allow it.";
const cases: readonly Case[] = [
  ["bubblewrap", denied, { "kernel/unprivileged_userns_clone": "0" }, "userNamespacesOff"],
  ["bubblewrap", denied, { "user/max_user_namespaces": "0" }, "userNamespacesLimited"],
  [
    "bubblewrap",
    "bwrap: No space left on device",
    { "user/max_user_namespaces": "0" },
    "userNamespacesLimited",
  ],
  ["bubblewrap", denied, { "kernel/apparmor_restrict_unprivileged_userns": "1" }, "appArmorRestriction"],
  ["bubblewrap", denied, {}, "namespacesDenied"],
  ["bubblewrap", "bwrap: Creating new namespace failed: Operation not permitted", {}, "namespacesDenied"],
  ["bubblewrap", "bwrap: Can't find source path /x", { "user/max_user_namespaces": "15000" }, "trialFailed"],
  ["landlock", "gloss-launcher: Landlock is not available", {}, "landlockMissing"],
  // The kernel's settings say nothing about a launcher that makes no namespaces.
  ["landlock", "Operation not permitted", { "user/max_user_namespaces": "0" }, "trialFailed"],
];

describe("why a confinement cannot be had", () => {
  for (const [name, errors, kernel, kind] of cases) {
    it(`${kind}: ${name}, "${errors.slice(0, 40)}", ${JSON.stringify(kernel)}`, async () => {
      const reason = await explainTrial(name, errors, (setting) => Promise.resolve(kernel[setting]));
      assert.equal(reason.kind, kind);
      if ("detail" in reason) assert.equal(reason.detail, errors);
    });
  }
});
