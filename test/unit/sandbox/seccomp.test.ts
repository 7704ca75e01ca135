import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { decode, judge } from "./bpfMachine";
import { operation, programBytes, verdict } from "../../../src/engine/sandbox/bpf";
import { judgedSyscalls, type JudgedCall } from "../../../src/engine/sandbox/judgedSyscalls";
import { auditArch, seccompFilter, type SeccompArch } from "../../../src/engine/sandbox/seccomp";
import { deniedSyscalls, lastKnownSyscall } from "../../../src/engine/sandbox/syscalls";

/** Calls that llama-server lives on, and that must never be refused by a slip of the pen. */
const needed: readonly (readonly [name: string, x64: number, arm64: number])[] = [
  ["read", 0, 63],
  ["write", 1, 64],
  ["close", 3, 57],
  ["munmap", 11, 215],
  ["mprotect", 10, 226],
  ["madvise", 28, 233],
  ["futex", 202, 98],
  ["execve", 59, 221],
  ["exit_group", 231, 94],
  ["bind", 49, 200],
  ["listen", 50, 201],
  ["accept4", 288, 242],
  ["ppoll", 271, 73],
  ["sendto", 44, 206],
  ["recvfrom", 45, 207],
  ["rt_sigaction", 13, 134],
  ["tgkill", 234, 131],
  ["getrandom", 318, 278],
  ["sched_getaffinity", 204, 123],
];

for (const arch of ["x64", "arm64"] as const) {
  describe(`seccomp filter for ${arch}`, () => {
    const program = decode(programBytes(seccompFilter(arch, "cpu")));
    const verdictOf = (number: number, ...args: bigint[]): number =>
      judge(program, { number, arch: auditArch[arch], args });
    const judged = (name: JudgedCall, ...args: bigint[]): number => {
      const number = judgedSyscalls.find((call) => call.name === name)?.[arch];
      assert(typeof number === "number", name);
      return verdictOf(number, ...args);
    };

    it("is a program that the kernel takes: every jump lands inside, every path ends in a verdict", () => {
      assert(program.length < 4096);
      for (const [index, { code, jumpTrue, jumpFalse }] of program.entries()) {
        assert(code === operation.return || index + 1 + Math.max(jumpTrue, jumpFalse) < program.length);
      }
      const verdicts = new Set<number>(Object.values(verdict));
      for (let number = 0; number < 600; number++) {
        assert(verdicts.has(verdictOf(number, 0n, 0n)), `call ${String(number)}`);
      }
    });

    it("refuses every listed call, and only those", () => {
      const denied = new Set(deniedSyscalls.map((call) => call[arch]));
      const judgedNumbers = new Set(judgedSyscalls.map((call) => call[arch]));
      for (let number = 0; number <= lastKnownSyscall; number++) {
        if (judgedNumbers.has(number)) continue;
        const expected = denied.has(number) ? verdict.notPermitted : verdict.allow;
        assert.equal(verdictOf(number), expected, `call ${String(number)}`);
      }
    });

    for (const [name, x64, arm64] of needed) {
      it(`allows ${name}`, () => assert.equal(verdictOf(arch === "x64" ? x64 : arm64), verdict.allow));
    }

    it("answers calls of a later kernel as unknown", () => {
      assert.equal(verdictOf(lastKnownSyscall + 1), verdict.unknownCall);
      assert.equal(verdictOf(0x40000000), verdict.unknownCall); // x32
      assert.equal(verdictOf(0xffffffff), verdict.unknownCall);
    });

    it("kills a process that makes calls of another processor family", () => {
      const other: SeccompArch = arch === "x64" ? "arm64" : "x64";
      assert.equal(judge(program, { number: 0, arch: auditArch[other] }), verdict.killProcess);
      assert.equal(judge(program, { number: 1, arch: 0x40000003 /* i386 */ }), verdict.killProcess);
    });

    it("allows a new thread, and no new process or namespace", () => {
      const thread = 0x3d0f00n; // what pthread_create asks for
      assert.equal(judged("clone", thread), verdict.allow);
      assert.equal(judged("clone", 17n), verdict.notPermitted); // fork: SIGCHLD
      assert.equal(judged("clone", 0x4111n), verdict.notPermitted); // vfork: VM | VFORK | SIGCHLD
      assert.equal(judged("clone", thread | 0x10000000n), verdict.notPermitted); // NEWUSER
      assert.equal(judged("clone", thread | 0x00020000n), verdict.notPermitted); // NEWNS
      assert.equal(judged("clone3"), verdict.unknownCall);
    });

    it("allows local stream sockets, and no other", () => {
      const [unix, inet, inet6, netlink, packet, vsock] = [1n, 2n, 10n, 16n, 17n, 40n];
      assert.equal(judged("socket", unix, 1n), verdict.allow);
      assert.equal(judged("socket", unix, 1n | 0x80800n), verdict.allow); // CLOEXEC | NONBLOCK
      assert.equal(judged("socket", unix, 2n), verdict.notPermitted);
      assert.equal(judged("socket", unix, 5n), verdict.notPermitted);
      for (const family of [inet, inet6, netlink, packet, vsock]) {
        assert.equal(judged("socket", family, 1n), verdict.notPermitted, `family ${String(family)}`);
      }
    });

    it("allows files to be opened, and none to be made", () => {
      const [at, path, readOnly, create, temporary] = [0xffffff9cn, 0x7fff0000n, 0n, 0x40n, 0x410000n];
      assert.equal(judged("openat", at, path, readOnly | 0x80000n), verdict.allow);
      assert.equal(judged("openat", at, path, 1n | create), verdict.notPermitted);
      assert.equal(judged("openat", at, path, 2n | temporary), verdict.notPermitted);
      assert.equal(judged("openat2", at, path), verdict.unknownCall);
      if (arch === "arm64") return; // has no open()
      assert.equal(judged("open", path, readOnly), verdict.allow);
      assert.equal(judged("open", path, 1n | create), verdict.notPermitted);
    });

    it("allows memory that counts, and none that escapes the limit", () => {
      const [readWrite, priv, shared, anonymous, fixed] = [3n, 0x02n, 0x01n, 0x20n, 0x10n];
      const map = (flags: bigint): number => judged("mmap", 0n, 4096n, readWrite, flags);
      assert.equal(map(priv | anonymous), verdict.allow);
      assert.equal(map(priv | fixed), verdict.allow); // a library
      assert.equal(map(shared), verdict.allow); // the model
      assert.equal(map(shared | anonymous), verdict.notPermitted);
      assert.equal(map(priv | anonymous | 0x100n), verdict.notPermitted); // grows down
    });

    it("lets it limit itself, and no other process", () => {
      assert.equal(judged("prlimit64", 0n), verdict.allow);
      assert.equal(judged("prlimit64", 4711n), verdict.notPermitted);
    });

    it("does not let it type for the user, aim signals, or outlive the editor", () => {
      assert.equal(judged("ioctl", 1n, 0x5412n), verdict.notPermitted);
      assert.equal(judged("ioctl", 1n, 0xdead_0000_5412n), verdict.notPermitted); // the kernel looks at 32 bits
      assert.equal(judged("ioctl", 1n, 0x5401n), verdict.allow);
      assert.equal(judged("fcntl", 1n, 8n), verdict.notPermitted);
      assert.equal(judged("fcntl", 1n, 2n), verdict.allow);
      assert.equal(judged("prctl", 1n, 0n), verdict.notPermitted);
      assert.equal(judged("prctl", 15n), verdict.allow); // the name of a thread
    });
  });
}

describe("system call numbers", () => {
  const header = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h";

  it("are those of the kernel's header", function () {
    if (!existsSync(header)) return this.skip();
    const text = readFileSync(header, "utf8");
    const known = new Map(
      [...text.matchAll(/^#define __NR_(\w+)\s+(\d+)/gm)].map((match) => [match[1], Number(match[2])]),
    );
    for (const { name, x64 } of [...deniedSyscalls, ...judgedSyscalls]) {
      if (known.has(name)) assert.equal(x64, known.get(name), name);
    }
  });
});
