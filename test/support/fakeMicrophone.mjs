// A microphone for tests: a private PulseAudio whose only source hears what is played into its only sink.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram, installDebianPackages } from "../../scripts/debianPackages.mjs";

const packages = ["pulseaudio", "pulseaudio-utils", "espeak-ng"];

/** Runs `work` with the variables that lead programs to the microphone; with none where it cannot be had. */
export async function withMicrophone(work) {
  if (process.platform !== "linux") return work({});
  const { env, stop } = await startMicrophone();
  try {
    return await work(env);
  } finally {
    await stop();
  }
}

/** Starts one with its sound server; `stop()` takes both away, as long as they are still there. */
export async function startMicrophone() {
  if (!["pulseaudio", "pactl", "espeak-ng"].every(findProgram)) {
    await installDebianPackages(packages, "The tests of recording need a sound server and a voice");
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "gloss-mic-"));
  for (const name of ["home", "run"]) mkdirSync(path.join(folder, name));
  const socket = path.join(folder, "pulse.sock");
  const server = spawn(
    "pulseaudio",
    [...serverArgs, "-L", `module-native-protocol-unix auth-anonymous=1 socket=${socket}`],
    {
      stdio: "ignore",
      env: {
        ...process.env,
        HOME: path.join(folder, "home"),
        XDG_RUNTIME_DIR: path.join(folder, "run"),
        PULSE_RUNTIME_PATH: path.join(folder, "run"),
        PULSE_STATE_PATH: path.join(folder, "run"),
      },
    },
  );
  const env = { PULSE_SERVER: `unix:${socket}`, PULSE_COOKIE: path.join(folder, "cookie") };
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; (await exitCode("pactl", ["set-default-source", "fakemic"], env)) !== 0; tries += 1) {
    if (tries === 100) {
      await stop();
      throw new Error("PulseAudio did not start.");
    }
    await sleep(100);
  }
  return { env, stop };
}

const serverArgs = [
  ...["-n", "--daemonize=no", "--disallow-exit", "--exit-idle-time=-1", "--use-pid-file=no"],
  ...["--realtime=no", "--high-priority=no", "--log-level=error"],
  // Without norewinds the sink renders 2 s at once, and its monitor starves the recorder.
  ...["-L", "module-null-sink sink_name=fakesink rate=48000 channels=1 norewinds=1"],
  "-L",
  "module-remap-source master=fakesink.monitor source_name=fakemic source_properties=device.description=FakeMicrophone",
];

function exitCode(program, args, env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "ignore", env: { ...process.env, ...env } });
    child.once("error", () => resolve(undefined));
    child.once("exit", resolve);
  });
}
