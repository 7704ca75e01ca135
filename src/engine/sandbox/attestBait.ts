import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir } from "node:os";
import path from "node:path";
import { makeRunFolder, removeRunFolder } from "../runFolder";
import { probeName } from "./helpers";

/** Things of the host that the probe tries to reach, real so that a refusal means something. */
export interface Bait {
  /** Arguments that tell gloss-probe where they are. */
  readonly args: readonly string[];
  /** Private folder for the probe, in place of the server's. */
  readonly runFolder: string;
  dispose(): Promise<void>;
}

interface Trap {
  readonly args: readonly string[];
  dispose(): void;
}

/** Lays out a secret file, a file to destroy, listening sockets and a victim process. */
export async function layBait(helperFolder: string, workspaceFolder: string | undefined): Promise<Bait> {
  const folder = await makeRunFolder();
  const [secret, doomed, runFolder] = ["secret", "doomed", "run"].map((name) => path.join(folder, name));
  if (secret === undefined || doomed === undefined || runFolder === undefined)
    throw new Error("three names, three paths");
  const socketPath = path.join(folder, "bait.sock");
  const abstractName = `gloss-attest-${randomBytes(8).toString("hex")}`;
  const settled = await Promise.allSettled([
    listenTcp(),
    listenUdp(),
    listenLocal(socketPath, `unix=${socketPath}`),
    listenLocal(`\0${abstractName}`, `abstract=${abstractName}`),
    startVictim(helperFolder),
    mkdir(runFolder, { mode: 0o700 }),
    writeFile(secret, "secret", { mode: 0o600 }),
    writeFile(doomed, "doomed", { mode: 0o600 }),
  ]);
  const traps = settled.flatMap((result) =>
    result.status === "fulfilled" && result.value ? [result.value] : [],
  );
  const dispose = async (): Promise<void> => {
    for (const trap of traps) trap.dispose();
    await removeRunFolder(folder);
  };
  const failed = settled.find((result) => result.status === "rejected");
  if (failed) {
    await dispose();
    throw failed.reason;
  }
  const { VSCODE_IPC_HOOK_CLI = "", VSCODE_IPC_HOOK = "" } = process.env;
  const editorSocket = VSCODE_IPC_HOOK_CLI === "" ? VSCODE_IPC_HOOK : VSCODE_IPC_HOOK_CLI;
  return {
    args: [
      ...[`secret=${secret}`, `doomed=${doomed}`, `home=${homedir()}`, `host=${String(process.pid)}`],
      ...(workspaceFolder === undefined ? [] : [`workspace=${workspaceFolder}`]),
      ...(editorSocket === "" ? [] : [`ipc=${editorSocket}`]),
      ...traps.flatMap((trap) => trap.args),
    ],
    runFolder,
    dispose,
  };
}

function listenTcp(): Promise<Trap> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy()).once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      resolve({ args: [`tcp=${String(port)}`], dispose: () => server.close() });
    });
  });
}

function listenUdp(): Promise<Trap> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4").once("error", reject);
    socket.bind(0, "127.0.0.1", () => {
      resolve({ args: [`udp=${String(socket.address().port)}`], dispose: () => socket.close() });
    });
  });
}

function listenLocal(address: string, argument: string): Promise<Trap> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy()).once("error", reject);
    server.listen(address, () => {
      resolve({ args: [argument], dispose: () => server.close() });
    });
  });
}

/** A process that ends when its stdin is closed, by us or by our end. */
function startVictim(helperFolder: string): Promise<Trap> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(helperFolder, probeName), ["--victim"], {
      stdio: ["pipe", "ignore", "ignore"],
      env: {},
    });
    child.once("error", reject).once("spawn", () => {
      resolve({ args: [`victim=${String(child.pid)}`], dispose: () => void child.stdin.end() });
    });
    child.stdin.on("error", () => undefined); // a victim that the probe killed is no error of ours
  });
}
