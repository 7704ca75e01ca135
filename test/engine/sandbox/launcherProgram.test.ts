import assert from "node:assert/strict";
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, makeBench, type Bench } from "./sandboxTools";
import { programBytes } from "../../../src/engine/sandbox/bpf";
import { seccompFilter } from "../../../src/engine/sandbox/seccomp";

const arch = process.arch === "arm64" ? "arm64" : "x64";

describe("gloss-launcher", function () {
  if (process.platform !== "linux") return;
  let bench: Bench;
  before(() => {
    bench = makeBench();
  });
  after(() => bench.dispose());

  const run = (args: readonly string[], input: Buffer = Buffer.alloc(0)): SpawnSyncReturns<string> =>
    spawnSync(bench.launcher, args, { encoding: "utf8", input, timeout: 10_000 });
  const shell = (script: string, ...options: readonly string[]): SpawnSyncReturns<string> =>
    run([...options, "--", "/bin/sh", "-c", script]);

  it("becomes the program and gives back its exit code", () => {
    assert.equal(shell("exit 42").status, 42);
  });

  it("passes arguments on as they are", () => {
    assert.equal(run(["--", "/bin/echo", "a b", "$HOME", "--", "*"]).stdout, "a b $HOME -- *\n");
  });

  const misuses: readonly (readonly string[])[] = [
    [],
    ["--"],
    ["/bin/true"],
    ["--", "bin/true"],
    ["--no-such-option", "1", "--", "/bin/true"],
    ["--max-file", "-1", "--", "/bin/true"],
    ["--max-file", "", "--", "/bin/true"],
    ["--max-file"],
    ["--read", "/usr", "--", "/bin/true"], // without --landlock first
    ["--landlock", "--read", "/no/such/path", "--", "/bin/true"],
  ];
  for (const args of misuses) {
    it(`starts nothing for: ${args.join(" ") || "no arguments"}`, () => {
      const { status, stderr } = run(args);
      assert.equal(status, 125);
      assert.match(stderr, /^gloss-launcher: /);
    });
  }

  it("says which program it could not execute", () => {
    const { status, stderr } = run(["--", "/no/such/program"]);
    assert.equal(status, 126);
    assert.match(stderr, /\/no\/such\/program/);
  });

  it("does not start for a parent that is gone", () => {
    assert.equal(shell("exit 0", "--parent", "1").status, 125);
    assert.equal(shell("exit 0", "--parent", String(process.pid)).status, 0);
  });

  it("sets the limits it is given, and never a core file", () => {
    const options = ["--max-file", "0", "--max-memory", "104857600", "--max-descriptors", "64"];
    const { stdout } = run([...options, "--", "/bin/cat", "/proc/self/limits"]);
    const soft = (name: string) => new RegExp(`^Max ${name} +(\\d+)`, "m").exec(stdout)?.[1];
    assert.deepEqual(["file size", "data size", "open files"].map(soft), ["0", "104857600", "64"]);
    assert.equal(soft("core file size"), "1"); // too small for a file, and the sign for "do not collect" too
  });

  it("sets the library path for its program only", () => {
    assert.equal(shell("echo $LD_LIBRARY_PATH", "--library-path", "/some/folder").stdout, "/some/folder\n");
  });

  it("keeps privileges from being gained", () => {
    assert.match(shell("cat /proc/self/status").stdout, /NoNewPrivs:\s+1/);
  });

  it("passes no descriptor on", () => {
    const child = spawnSync(bench.launcher, ["--", "/bin/ls", "/proc/self/fd"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    });
    assert.equal(child.stdout.trim().split("\n").length, 4); // 0, 1, 2 and ls' own look at the folder
  });

  it("refuses a seccomp program that is none", () => {
    assert.equal(run(["--seccomp", "0", "--", "/bin/true"]).status, 125);
    assert.equal(run(["--seccomp", "0", "--", "/bin/true"], Buffer.alloc(7)).status, 125);
  });

  it("installs the seccomp program and drops every capability", () => {
    const filter = programBytes(seccompFilter(arch, "cpu"));
    const { stdout } = run(["--seccomp", "0", "--", "/bin/cat", "/proc/self/status"], filter);
    assert.match(stdout, /Seccomp:\s+2/);
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapAmb"]) {
      assert.match(stdout, new RegExp(`${set}:\\s+0{16}`));
    }
  });

  it("lets Landlock read only what is allowed", () => {
    const reads = ["/lib", "/lib64", "/usr/lib", "/usr/lib64"].filter((folder) => existsSync(folder));
    const options = [
      "--landlock",
      ...reads.flatMap((folder) => ["--read", folder]),
      "--execute",
      "/usr/bin/cat",
    ];
    const loader = arch === "x64" ? "/lib64/ld-linux-x86-64.so.2" : "/lib/ld-linux-aarch64.so.1";
    const all = [...options, "--execute", loader, "--read", bench.model, "--", "/usr/bin/cat"];
    assert.equal(run([...all, bench.model]).stdout, readFileSync(bench.model, "utf8"));
    assert.match(run([...all, "/etc/passwd"]).stderr, /Permission denied/);
  });

  it("ends its program when the host is killed", async () => {
    const script = `const { spawn } = require("node:child_process");
      const args = ["--parent", String(process.pid), "--", "/bin/sleep", "60"];
      const child = spawn(${JSON.stringify(bench.launcher)}, args, { stdio: "ignore" });
      child.once("spawn", () => console.log(child.pid)); setInterval(() => {}, 1000);`;
    const host = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = Number(await new Promise((resolve) => host.stdout.once("data", resolve)));
    assert(isRunning(pid));
    host.kill("SIGKILL");
    for (let waitedMs = 0; isRunning(pid) && waitedMs < 3_000; waitedMs += 20) await sleep(20);
    assert(!isRunning(pid));
  });
});
