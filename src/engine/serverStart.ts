import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import type { Endpoint } from "./httpRequest";
import type { ModelNeed } from "./models/fit";
import { makeRunFolder, removeRunFolder, removeStaleFolders } from "./runFolder";
import type { Devices } from "./sandbox/helpers";
import { killLeftovers } from "./sandbox/killLeftovers";
import type { Launcher, ModelFiles } from "./sandbox/launcher";
import { serverArgs, socketName, type Listen, type ServerSettings } from "./serverArgs";
import type { ServerBinary } from "./serverBinary";
import { ServerProcess, type ServerProcessOptions } from "./serverProcess";

/** Everything that decides how the child is started; a change means a new child. */
export interface ServerSpec extends ServerSettings {
  readonly binary: ServerBinary;
  /** What may compute; graphics cards open their drivers to the process. */
  readonly devices: Devices;
  readonly files: ModelFiles;
  /** Most that the process may allocate, in bytes; mapped weights do not count. */
  readonly memoryBytes: number;
  /** What its memory is forecast from; absent if the header does not say enough. */
  readonly need?: ModelNeed;
}

/** Starts llama-server through the launcher, listening where only this user can reach it. */
export async function startServer(
  spec: ServerSpec,
  launcher: Launcher,
  watchers: StartWatchers,
): Promise<ServerProcess> {
  for (const folder of await removeStaleFolders())
    watchers.onLine(`removed what an ended editor left: ${folder}`);
  const runFolder = await makeRunFolder();
  const { listen, endpoint, env } = await listenPlace(runFolder);
  try {
    const child = launcher.launch({
      engineFolder: spec.binary.folder,
      program: spec.binary.program,
      files: spec.files,
      runFolder,
      args: (inside) => serverArgs(spec, listen, inside),
      env,
      memoryBytes: spec.memoryBytes,
    });
    const cleanUp = async (): Promise<void> => {
      try {
        await killLeftovers(runFolder);
        await removeRunFolder(runFolder);
      } finally {
        await watchers.onGone?.(); // the place for a large model must not depend on a folder
      }
    };
    const memory = { limitBytes: spec.memoryBytes, mappedBytes: mappedBytes(spec.files) };
    return new ServerProcess(child, { endpoint, ...watchers, memory, cleanUp });
  } catch (error) {
    await removeRunFolder(runFolder);
    throw error;
  }
}

export interface StartWatchers extends Pick<ServerProcessOptions, "onLine" | "onCrash"> {
  /** Called once nothing of the process is left; not if it could not be started. */
  readonly onGone?: () => Promise<void>;
}

function mappedBytes({ model, projector }: ModelFiles): number {
  const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return sizeOf(model) + (projector === undefined ? 0 : sizeOf(projector));
}

interface ListenPlace {
  readonly listen: Listen;
  readonly endpoint: Endpoint;
  readonly env: Readonly<Record<string, string>>;
}

// llama-server has no UNIX sockets on Windows: there it is a loopback port that only the holder of a random key can use.
async function listenPlace(runFolder: string): Promise<ListenPlace> {
  if (process.platform !== "win32") {
    return {
      listen: { kind: "socket" },
      endpoint: { kind: "socket", socketPath: path.join(runFolder, socketName) },
      env: {},
    };
  }
  const port = await freePort();
  const key = randomBytes(32).toString("hex");
  return {
    listen: { kind: "port", port },
    endpoint: {
      kind: "url",
      url: `http://127.0.0.1:${String(port)}`,
      headers: { authorization: `Bearer ${key}` },
    },
    env: { LLAMA_API_KEY: key },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
