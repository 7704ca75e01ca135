import assert from "node:assert/strict";
import { bubblewrapArgs, type Binds } from "../../../src/engine/sandbox/bubblewrap";
import { childEnvironment, type SandboxTools } from "../../../src/engine/sandbox/helpers";
import { landlockArgs, type LandlockPaths } from "../../../src/engine/sandbox/landlock";
import type { LaunchSpec } from "../../../src/engine/sandbox/launcher";
import { seatbeltArgs } from "../../../src/engine/sandbox/seatbelt";

const files = { model: "/models/a model.gguf", projector: "/models/p.gguf" };
const spec: LaunchSpec = {
  engineFolder: "/opt/engine",
  program: "llama-server",
  files,
  runFolder: "/tmp/gloss-1",
  args: (inside) => [
    "-m",
    inside.model,
    "--mmproj",
    inside.projector ?? "none",
    "--host",
    `${inside.runFolder}/s.sock`,
  ],
  env: { EXTRA: "1" },
};
const cpu: SandboxTools = { helperFolder: "/opt/helpers", devices: "cpu" };
const gpu: SandboxTools = { helperFolder: "/opt/helpers", devices: "gpu" };
const binds: Binds = {
  libraries: [
    { kind: "folder", path: "/usr/lib" },
    { kind: "link", path: "/lib", target: "usr/lib" },
  ],
  engine: ["/opt/engine/llama-server", "/opt/engine/libllama.so"],
  system: ["/etc/ld.so.cache"],
  devices: [],
  files,
};

describe("bubblewrap arguments", () => {
  const args = bubblewrapArgs(spec, cpu, binds);
  const pairs = args.map(
    (argument, index) => `${argument} ${args[index + 1] ?? ""} ${args[index + 2] ?? ""}`,
  );

  it("leave every namespace of the host but that of the kernel", () => {
    for (const name of ["user", "net", "pid", "ipc", "uts"]) assert(args.includes(`--unshare-${name}`), name);
  });

  it("show system libraries, engine, helpers and model files, all read-only", () => {
    const sources = pairs.filter((pair) => pair.startsWith("--ro-bind")).map((pair) => pair.split(" ")[1]);
    assert.deepEqual(sources, [
      ...["/usr/lib", "/etc/ld.so.cache", "/opt/engine/llama-server", "/opt/engine/libllama.so"],
      ...["/opt/helpers/gloss-launcher", "/opt/helpers/gloss-probe", "/models/a", "/models/p.gguf"],
    ]);
    assert(pairs.includes("--symlink usr/lib /lib"));
  });

  it("make only the run folder writable", () => {
    const writable = args.filter((argument, index) =>
      ["--bind", "--dev-bind", "--tmpfs"].includes(args[index - 1] ?? ""),
    );
    assert.deepEqual(writable, ["/tmp/gloss-1"]);
    for (const folder of ["/", "/dev"])
      assert(pairs.some((pair) => pair.startsWith(`--remount-ro ${folder} `)));
  });

  it("end in the locked program, told the paths that it sees", () => {
    const launcher = args.slice(args.indexOf("--") + 1);
    assert.equal(launcher[0], "/helpers/gloss-launcher");
    assert.deepEqual(launcher.slice(launcher.indexOf("--") + 1), [
      ...["/engine/llama-server", "-m", "/model.gguf", "--mmproj", "/projector.gguf"],
      ...["--host", "/run/gloss/s.sock"],
    ]);
    assert.equal(launcher[launcher.indexOf("--library-path") + 1], "/engine");
    for (const option of ["--seccomp", "--max-file", "--max-threads"])
      assert(launcher.includes(option), option);
  });

  it("show no device, /proc or /sys/dev in the CPU-only mode", () => {
    assert(!args.some((argument) => ["--dev-bind", "--proc", "/sys/dev/char"].includes(argument)));
  });

  it("show the GPU's devices in the GPU mode", () => {
    const withGpu = bubblewrapArgs(spec, gpu, { ...binds, devices: ["/dev/dri"] });
    assert(withGpu.includes("--dev-bind") && withGpu.includes("/dev/dri") && withGpu.includes("/proc"));
  });

  it("limit memory when asked to", () => {
    assert(!args.includes("--max-memory"));
    const limited = bubblewrapArgs({ ...spec, memoryBytes: 4096 }, cpu, binds);
    assert.equal(limited[limited.indexOf("--max-memory") + 1], "4096");
  });
});

describe("Landlock arguments", () => {
  const paths: LandlockPaths = {
    read: ["/usr/lib", files.model],
    execute: ["/lib64/ld-linux-x86-64.so.2"],
    devices: [],
    engineFolder: "/opt/engine",
    runFolder: "/tmp/gloss-1",
    files,
  };
  const args = landlockArgs(spec, cpu, paths);

  it("turn Landlock on before any path is allowed", () => {
    const firstPath = args.findIndex((argument) => ["--read", "--execute", "--sockets"].includes(argument));
    assert(args.includes("--landlock") && args.indexOf("--landlock") < firstPath);
    assert(args.includes("--seccomp"));
  });

  it("allow only the program and the loader to be executed", () => {
    const executed = args.filter((_, index) => args[index - 1] === "--execute");
    assert.deepEqual(executed, ["/lib64/ld-linux-x86-64.so.2", "/opt/engine/llama-server"]);
  });

  it("end in the program, with the host's own paths", () => {
    assert.deepEqual(args.slice(args.indexOf("--") + 1), [
      ...["/opt/engine/llama-server", "-m", "/models/a model.gguf", "--mmproj", "/models/p.gguf"],
      ...["--host", "/tmp/gloss-1/s.sock"],
    ]);
  });
});

describe("seatbelt arguments", () => {
  it("pass paths as parameters, so that no path can become part of the profile", () => {
    const hostile = { ...files, model: '/x")(allow default)(deny file-read* (literal "' };
    const args = seatbeltArgs(spec, hostile, "cpu");
    const profile = args[args.indexOf("-p") + 1] ?? "";
    assert(profile.includes("(deny default)") && !profile.includes("allow default"));
    assert(args.includes(`MODEL=${hostile.model}`));
  });

  it("allow no GPU in the CPU-only mode", () => {
    assert(!seatbeltArgs(spec, files, "cpu").join(" ").includes("iokit"));
    assert(seatbeltArgs(spec, files, "gpu").join(" ").includes("MTLCompilerService"));
  });
});

describe("child environment", () => {
  it("has nothing of the host's", () => {
    assert.deepEqual(childEnvironment(spec), {
      PATH: "/nonexistent",
      HOME: "/nonexistent",
      LANG: "C.UTF-8",
      EXTRA: "1",
    });
  });
});
