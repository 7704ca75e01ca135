import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, request as httpRequest } from "node:http";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer as createTlsServer } from "node:tls";
import { bundledEngineFolder } from "../../../src/engine/serverBinary";
import { nano, root } from "../../support/paths";

export const apiKey = "team-key-7f3a";

/** A llama-server on a TCP port, as a team would run it: API key, two slots. */
export interface TeamServer {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts one and waits until it has loaded the toy model; an empty `key` lets everybody in. */
export async function startTeamServer({
  withMedia = true,
  key = apiKey,
}: { readonly withMedia?: boolean; readonly key?: string } = {}): Promise<TeamServer> {
  const folder = bundledEngineFolder(root);
  const port = await freePort();
  const media = withMedia ? ["--mmproj", nano.projector] : [];
  const access = key === "" ? [] : ["--api-key", key];
  const args = [
    ...["-m", nano.model, ...media, "--host", "127.0.0.1", "--port", String(port), ...access],
    ...["-c", "8192", "-np", "2", "-b", "512", "-ub", "512", "-t", "2", "--jinja", "--no-ui", "--offline"],
  ];
  const child = spawn(path.join(folder, "llama-server"), args, {
    stdio: "ignore",
    env: { LD_LIBRARY_PATH: folder },
  });
  const url = `http://127.0.0.1:${String(port)}`;
  while (!(await isUp(url))) {
    if (child.exitCode !== null) throw new Error("llama-server ended while it was loading");
    await sleep(50);
  }
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  return { url, port, child, stop };
}

/** How many of the server's slots are at work. */
export async function busySlots(url: string): Promise<number> {
  const reply = await fetch(`${url}/slots`, { headers: { authorization: `Bearer ${apiKey}` } });
  const slots = (await reply.json()) as { readonly is_processing: boolean }[]; // llama-server's own page
  return slots.filter((slot) => slot.is_processing).length;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** What it is for, e.g. "IP:127.0.0.1". */
  readonly name: string;
  /** Who signs it; itself without one. */
  readonly issuer?: Certificate;
  /** Days until it ends; negative for one that has ended. */
  readonly days?: number;
}

/** A certificate made by openssl. */
export function makeCertificate({ name, issuer, days = 2 }: CertificateOptions): Certificate {
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-cert-"));
  const file = (base: string): string => path.join(folder, base);
  const openssl = (...args: string[]): unknown => execFileSync("openssl", args, { stdio: "pipe" });
  try {
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${name}`];
    const authority = issuer ? [] : ["-addext", "basicConstraints=critical,CA:TRUE"];
    openssl("req", "-new", ...curve, "-keyout", file("key"), "-out", file("csr"), ...names, ...authority);
    if (issuer) {
      writeFileSync(file("ca"), issuer.cert);
      writeFileSync(file("caKey"), issuer.key);
    }
    const signer = issuer ? ["-CA", file("ca"), "-CAkey", file("caKey")] : ["-signkey", file("key")];
    const life = ["-days", String(days), "-copy_extensions", "copyall"];
    openssl("x509", "-req", "-in", file("csr"), "-out", file("cert"), ...signer, ...life);
    return { key: readFileSync(file("key"), "utf8"), cert: readFileSync(file("cert"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Something that stands before a server and passes bytes on: TLS, or a line that can be cut. */
export interface Front {
  readonly port: number;
  /** Connections from clients that are open now. */
  readonly open: ReadonlySet<Socket>;
  /** Cuts every connection, as a server does that dies. */
  cut(): void;
  stop(): Promise<void>;
}

export async function startFront(toPort: number, certificate?: Certificate): Promise<Front> {
  const open = new Set<Socket>();
  const pass = (client: Socket): void => {
    const server = connect(toPort, "127.0.0.1");
    open.add(client);
    client.pipe(server).pipe(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(client);
        other.destroy();
      });
    }
  };
  const server: Server = certificate ? createTlsServer(certificate, pass) : createServer(pass);
  if (certificate) server.on("tlsClientError", () => undefined); // what the tests provoke
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => {
    for (const client of open) client.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port, // a TCP server that listens
    open,
    cut,
    stop: async () => {
      for (const client of open) client.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

export interface BusyFront {
  readonly url: string;
  /** How many questions it has sent away. */
  refused(): number;
  stop(): Promise<void>;
}

/** Sends the first questions away with 503, as a server does whose queue is full, and passes the rest on. */
export async function startBusyFront(toPort: number, refusals: number): Promise<BusyFront> {
  let refused = 0;
  const server = createHttpServer((request, reply) => {
    if (request.url === "/v1/chat/completions" && refused < refusals) {
      refused += 1;
      reply.writeHead(refused % 2 === 0 ? 429 : 503, { "retry-after": "0" }).end("try later");
      return;
    }
    const { url, method, headers } = request;
    const onward = httpRequest({ port: toPort, path: url, method, headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(reply);
    });
    request.pipe(onward);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return {
    url: `http://127.0.0.1:${String(port)}`,
    refused: () => refused,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Takes connections and says nothing. */
export async function startSilentServer(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const open = new Set<Socket>();
  const server = createServer((client) => open.add(client)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  const stop = (): void => {
    for (const client of open) client.destroy();
    server.close();
  };
  return { url: `http://127.0.0.1:${String(port)}`, stop };
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false; // not listening yet
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  server.close();
  await once(server, "close");
  return port;
}
