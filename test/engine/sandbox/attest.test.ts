import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { z } from "zod";
import { bundle, makeBench, type Bench } from "./sandboxTools";
import { attest, type Attestation } from "../../../src/engine/sandbox/attest";
import { bubblewrapLauncher } from "../../../src/engine/sandbox/bubblewrap";
import { chooseLauncher } from "../../../src/engine/sandbox/chooseLauncher";
import { findBubblewrap } from "../../../src/engine/sandbox/detect";
import type { Devices, SandboxTools } from "../../../src/engine/sandbox/helpers";
import { landlockLauncher } from "../../../src/engine/sandbox/landlock";
import type { Launcher } from "../../../src/engine/sandbox/launcher";
import { plainLauncher } from "../../../src/engine/sandbox/plain";
import { Failure } from "../../../src/protocol/failure";

const nobody = 65534;
const launcherNames = ["bubblewrap", "landlock", "plain"] as const;

describe("attestation", function () {
  if (process.platform !== "linux") return;
  this.timeout(30_000);
  let bench: Bench;
  let tools: SandboxTools;
  let tool = "";
  let editor: Server;

  before(async () => {
    bench = makeBench();
    tools = { helperFolder: bench.helpers, devices: "cpu" };
    tool = bundle(bench, "scripts/attest.ts");
    editor = createServer((socket) => socket.destroy());
    const socketPath = path.join(bench.folder, "editor.sock");
    await new Promise<void>((resolve) => editor.listen(socketPath, resolve));
    chmodSync(socketPath, 0o777); // a socket of the user's own, whoever the user is
    process.env["VSCODE_IPC_HOOK_CLI"] = socketPath;
  });
  after(() => {
    delete process.env["VSCODE_IPC_HOOK_CLI"];
    editor.close();
    bench.dispose();
  });

  for (const name of launcherNames) {
    it(`measures what ${name} holds`, async () => {
      check(name, await attestHere(await launcherCalled(name)));
    });

    it(`measures what ${name} holds for an unprivileged user`, function () {
      if (process.getuid?.() !== 0) return this.skip(); // the test above was it
      check(name, attestAs(name, nobody));
    });
  }

  it("also limits the threads of an unprivileged user", function () {
    if (process.getuid?.() !== 0) return this.skip();
    for (const name of ["bubblewrap", "landlock"] as const) {
      const limit = attestAs(name, nobody).probes.find((probe) => probe.name === "threadLimit");
      assert.equal(limit?.outcome, "blocked", name);
    }
  });

  it("holds with the devices of graphics cards as well, but for memory that their drivers share", async () => {
    for (const launcher of [
      await launcherCalled("bubblewrap", "gpu"),
      await launcherCalled("landlock", "gpu"),
    ]) {
      const attestation = await attestHere(launcher, "gpu");
      check(launcher.name, attestation);
      const shared = attestation.probes.find((probe) => probe.name === "sharedMemoryLimit");
      assert.equal(shared?.outcome, "notApplicable");
    }
  });

  it("tries the editor's own socket", async () => {
    const { probes } = await attestHere(plainLauncher(bench.helpers));
    assert.equal(probes.find((probe) => probe.name === "connectEditor")?.outcome, "escaped");
  });

  it("lays no bait that stays", async () => {
    process.env["TMPDIR"] = bench.folder;
    try {
      const before = readdirSync(bench.folder, { recursive: true });
      for (const launcher of [landlockLauncher(tools), plainLauncher(bench.helpers)])
        await attestHere(launcher);
      assert.deepEqual(readdirSync(bench.folder, { recursive: true }), before);
    } finally {
      delete process.env["TMPDIR"];
    }
  });

  it("says so when the probe cannot be started", async () => {
    const launcher = bubblewrapLauncher(tools, "/no/such/bwrap");
    await assert.rejects(attestHere(launcher), (error) => {
      return error instanceof Failure && error.reason.kind === "selfTestFailed";
    });
  });

  it("chooses bubblewrap first", async () => {
    const choice = await chooseLauncher("require", tools);
    assert(choice.kind === "chosen");
    assert.equal(choice.launcher.name, "bubblewrap");
  });

  it("chooses Landlock where bubblewrap is not installed, and says why", async () => {
    const choice = await chooseLauncher("require", tools, [bench.folder]);
    assert(choice.kind === "chosen");
    assert.equal(choice.launcher.name, "landlock");
    assert.deepEqual(choice.passedOver, [{ name: "bubblewrap", reason: { kind: "bubblewrapMissing" } }]);
    check("landlock", await attestHere(choice.launcher));
  });

  it("reports on the command line what is measured with bubblewrap hidden", () => {
    const args = [tool, "--json", "--without", "bubblewrap", "--engine", bench.helpers];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      cwd: bench.folder,
    });
    check("landlock", attestationSchema.parse(JSON.parse(stdout)));
    assert.match(stderr, /not bubblewrap: bubblewrapMissing/);
    assert.equal(status, 0);
  });

  it("chooses Landlock where user namespaces are switched off, and says why", () => {
    const command = `echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"`;
    const args = [
      "-Ur",
      "sh",
      "-c",
      command,
      "sh",
      process.execPath,
      tool,
      "--json",
      "--engine",
      bench.helpers,
    ];
    const { stdout, stderr } = spawnSync("/usr/bin/unshare", args, { encoding: "utf8", cwd: bench.folder });
    check("landlock", attestationSchema.parse(JSON.parse(stdout)));
    assert.match(stderr, /bubblewrap: userNamespacesLimited/);
  });

  it("refuses to run unconfined when it must not, and runs when it may", async () => {
    const noTools: SandboxTools = { helperFolder: bench.folder, devices: "cpu" };
    const refused = await chooseLauncher("require", noTools);
    assert.equal(refused.kind, "refused");
    assert(refused.passedOver.every(({ reason }) => reason.kind === "helperMissing"));
    const auto = await chooseLauncher("auto", noTools);
    assert(auto.kind === "chosen" && auto.launcher.level === "none" && auto.passedOver.length === 2);
    const off = await chooseLauncher("off", tools);
    assert(off.kind === "chosen" && off.launcher.level === "none");
  });

  async function launcherCalled(
    name: (typeof launcherNames)[number],
    devices: Devices = "cpu",
  ): Promise<Launcher> {
    const tools = { helperFolder: bench.helpers, devices };
    if (name === "plain") return plainLauncher(bench.helpers);
    if (name === "landlock") return landlockLauncher(tools);
    const bwrapPath = await findBubblewrap();
    assert(bwrapPath, "bubblewrap is not installed");
    return bubblewrapLauncher(tools, bwrapPath);
  }

  async function attestHere(launcher: Launcher, devices: Devices = "cpu"): Promise<Attestation> {
    const workspaceFolder = await mkdtemp(path.join(bench.folder, "workspace-"));
    const files = { model: bench.model };
    try {
      const places = { engineFolder: bench.helpers, helperFolder: bench.helpers, workspaceFolder, files };
      return await attest(launcher, { ...places, devices, memoryBytes: 1 << 30, isFull: true });
    } finally {
      await rm(workspaceFolder, { recursive: true });
    }
  }

  function attestAs(name: string, uid: number): Measured {
    const args = [tool, "--json", "--launcher", name, "--engine", bench.helpers];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      uid,
      gid: uid,
      cwd: bench.folder,
      timeout: 20_000,
      env: { ...process.env, HOME: bench.folder },
    });
    assert(stdout, stderr);
    return attestationSchema.parse(JSON.parse(stdout));
  }
});

const attestationSchema = z.object({
  level: z.string(),
  escapes: z.number(),
  probes: z.array(z.object({ name: z.string(), outcome: z.string(), detail: z.string() })).readonly(),
});

type Measured = Readonly<z.infer<typeof attestationSchema>>;

function check(name: string, attestation: Measured): void {
  const escaped = attestation.probes
    .filter((probe) => probe.outcome === "escaped")
    .map((probe) => probe.name);
  if (name === "plain") {
    assert(escaped.length > 20, `only ${escaped.join(", ")}`);
    assert.equal(attestation.level, "none");
  } else {
    assert.deepEqual(escaped, []);
    assert.equal(attestation.level, name);
  }
}
