import assert from "node:assert/strict";
import { spawn, execFile, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { captureScreen } from "../../src/attachments/captureScreen";
import type { CapturePlatform } from "../../src/attachments/captureTools";
import { readPng } from "../../src/attachments/pngInfo";

const run = promisify(execFile);
const never = new AbortController().signal;

/** A Linux with nothing but this environment. */
const on = (env: CapturePlatform["env"]): CapturePlatform => ({
  platform: "linux",
  env,
  portal: { module: "", answerMs: 0 },
});

/** A virtual display of 640 x 480 pixels, and the environment that leads to it. */
async function startDisplay(): Promise<{
  readonly server: ChildProcess;
  readonly env: Record<string, string>;
}> {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "640x480x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const pipe = server.stdio[3];
  if (!pipe) throw new Error("Xvfb has no pipe to say its display on.");
  const display = await new Promise<string>((resolve, reject) => {
    pipe.once("data", (data: Buffer) => resolve(data.toString().trim()));
    server.once("exit", () => reject(new Error("Xvfb ended.")));
  });
  return { server, env: { PATH: process.env["PATH"] ?? "", DISPLAY: `:${display}` } };
}

/** A folder with links to the given programs alone, as the only place where programs are looked for. */
function pathWith(folder: string, programs: readonly string[]): string {
  const own = mkdtempSync(path.join(folder, "bin-"));
  for (const program of programs) symlinkSync(path.join("/usr/bin", program), path.join(own, program));
  return own;
}

describe("screen capture under a virtual display", function () {
  this.timeout(30_000);
  if (process.platform !== "linux") return;
  let server: ChildProcess;
  let env: Record<string, string>;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "gloss-capture-test-"));
    ({ server, env } = await startDisplay());
  });
  after(() => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const program of ["maim", "scrot"]) {
    it(`captures the whole screen with ${program}`, async () => {
      const where = on({ ...env, PATH: pathWith(folder, [program]) });
      const result = await captureScreen(where, "screen", never);
      assert.equal(result.kind, "ok", JSON.stringify(result));
      assert.equal(result.program, program);
      const info = readPng(result.bytes);
      assert.deepEqual(info.kind === "ok" && [info.width, info.height], [640, 480]);
    });
  }

  it("captures the frame that a person draws", async () => {
    const where = on({ ...env, PATH: pathWith(folder, ["maim"]) });
    const capturing = captureScreen(where, "region", never);
    const size = await drawFrame(env, capturing);
    assert.ok(size && size.width > 100 && size.width < 300, JSON.stringify(size));
  });

  it("is cancelled by the person's Escape, and by a signal", async () => {
    const where = on({ ...env, PATH: pathWith(folder, ["maim"]) });
    const capturing = captureScreen(where, "region", never);
    const pressed = (async () => {
      for (let round = 0; round < 50; round += 1) {
        await sleep(100);
        await run("xdotool", ["key", "Escape"], { env });
      }
    })();
    assert.deepEqual(await capturing, { kind: "cancelled" });
    const stop = new AbortController();
    const stopped = captureScreen(where, "region", stop.signal);
    setTimeout(() => stop.abort(), 300);
    assert.deepEqual(await stopped, { kind: "cancelled" });
    await pressed;
  });

  it("says that there is no screen, no program, or what the program said", async () => {
    const none = on({ PATH: env["PATH"] });
    assert.deepEqual(await captureScreen(none, "screen", never), { kind: "noScreen" });
    const empty = on({ ...env, PATH: folder });
    const missing = await captureScreen(empty, "screen", never);
    assert.match(missing.kind === "noTool" ? missing.names : "", /maim, scrot, .*gnome-screenshot/);
    const own = mkdtempSync(path.join(folder, "bin-"));
    const broken = path.join(own, "maim");
    writeFileSync(broken, "#!/bin/sh\necho 'Failed to open the display' >&2\nexit 1\n");
    chmodSync(broken, 0o755);
    const failing = on({ ...env, PATH: `${own}:/bin` });
    assert.deepEqual(await captureScreen(failing, "screen", never), {
      kind: "failed",
      program: "maim",
      detail: "Failed to open the display",
    });
  });
});

/** Draws a frame with the mouse, again and again until the capture has it; the size of what was captured. */
async function drawFrame(
  env: Record<string, string>,
  capturing: ReturnType<typeof captureScreen>,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
  let result: Awaited<typeof capturing> | undefined;
  const done = capturing.then((value) => {
    result = value;
  });
  for (let round = 0; round < 40 && !result; round += 1) {
    await sleep(200);
    const steps =
      "mousemove 100 100 mousedown 1 sleep 0.2 mousemove 200 150 sleep 0.2 mousemove 300 200 sleep 0.2 mouseup 1".split(
        " ",
      );
    await run("xdotool", steps, { env });
  }
  await done;
  if (result?.kind !== "ok") return undefined;
  const info = readPng(result.bytes);
  return info.kind === "ok" ? { width: info.width, height: info.height } : undefined;
}
