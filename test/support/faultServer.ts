import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "./seededRandom";

/** What the server does to one request. */
export type Fault =
  | "none"
  | "cut"
  | "stall"
  | "wrongRange"
  | "lyingRange"
  | "ignoredRange"
  | "changedEtag"
  | "webPage"
  | "webPageAsFile"
  | "busy"
  | "tooMany"
  | "otherSize"
  | "redirect"
  | "garbled"
  | "resetBeforeHead"
  /** This request and the next three: a network that is away for a while. */
  | "outage"
  /** 416, whatever part is asked for. */
  | "noSuchPart"
  | "silence"
  | "missing"
  | "forbidden"
  | "redirectToHttp"
  | "redirectForEver";

export interface FaultServer {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Bytes of bodies that left the server. */
  readonly sentBytes: number;
  readonly requests: readonly IncomingMessage["headers"][];
  /** Path of each request. */
  readonly paths: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** Serves `content` on loopback, and does to each request what `nextFault` says. */
export async function startFaultServer(
  content: Buffer,
  nextFault: (request: number) => Fault,
  seed = 1,
): Promise<FaultServer> {
  const random = seededRandom(seed);
  const requests: IncomingMessage["headers"][] = [];
  const paths: (string | undefined)[] = [];
  let awayUntil = 0;
  let etag = '"1"';
  let sentBytes = 0;
  const server = createServer((request, response) => {
    requests.push(request.headers);
    paths.push(request.url);
    void serve(request, response).catch(() => response.destroy()); // the client went away
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isRedirected = request.url === "/elsewhere";
    const fault = isRedirected ? "none" : nextFault(requests.length - 1);
    if (fault === "changedEtag") etag = `"${String(requests.length + 1)}"`;
    const condition = request.headers["if-range"];
    const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? -1);
    const isPart = asked >= 0 && fault !== "ignoredRange" && (condition === undefined || condition === etag);
    const from = isPart ? asked : 0;
    if (fault === "silence") return;
    if (fault === "outage") awayUntil = requests.length + 3;
    if (fault === "resetBeforeHead" || requests.length <= awayUntil) {
      response.destroy();
      return;
    }
    const short = shortReplies[fault];
    if (short) {
      await body(
        response,
        short.bytes === "start" ? content.subarray(0, 1000) : Buffer.from(short.bytes),
        short,
      );
      return;
    }
    if (isPart && from >= content.length) {
      response.writeHead(416, { "content-range": `bytes */${String(content.length)}` }).end();
      return;
    }
    let rest = content.subarray(from);
    // Other bytes under the right heading.
    if (fault === "lyingRange" && isPart) rest = content.subarray(0, content.length - from);
    if (fault === "garbled") {
      rest = Buffer.from(rest);
      const at = Math.floor(random() * rest.length);
      rest[at] = (rest[at] ?? 0) ^ 255;
    }
    const cutAt = fault === "cut" || fault === "stall" ? Math.floor(random() * rest.length) : undefined;
    await body(response, rest, {
      status: isPart ? 206 : 200,
      headers: {
        etag,
        "accept-ranges": "bytes",
        ...(isPart && {
          "content-range": `bytes ${String(from)}-${String(content.length - 1)}/${String(content.length)}`,
        }),
      },
      ...(cutAt !== undefined && { cutAt, stalls: fault === "stall" }),
    });
  }

  async function body(response: ServerResponse, bytes: Buffer, reply: Reply): Promise<void> {
    response.writeHead(reply.status, { "content-length": bytes.length, ...reply.headers });
    response.flushHeaders();
    const until = reply.cutAt ?? bytes.length;
    for (let at = 0; at < until && !response.destroyed; at += 65_536) {
      const chunk = bytes.subarray(at, Math.min(until, at + 65_536));
      await new Promise<void>((resolve, reject) => {
        response.once("close", resolve);
        response.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
      response.removeAllListeners("close");
      sentBytes += chunk.length;
    }
    if (reply.cutAt === undefined) response.end();
    else if (reply.stalls) await sleep(60_000, undefined, { ref: false });
    else response.destroy();
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${String(portOf(server))}/model.gguf`,
    sha256: createHash("sha256").update(content).digest("hex"),
    bytes: content.length,
    get sentBytes() {
      return sentBytes;
    },
    requests,
    paths,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes after which it ends too early. */
  readonly cutAt?: number;
  readonly stalls?: boolean;
}

const page = "<!DOCTYPE html><html><body>Log in to use this network.</body></html>";

/** Faults that need nothing of the request; "start": the first bytes of the file. */
const shortReplies: Partial<Record<Fault, Reply & { readonly bytes: string }>> = {
  busy: { status: 503, headers: { "retry-after": "0" }, bytes: "" },
  tooMany: { status: 429, headers: {}, bytes: "" },
  missing: { status: 404, headers: {}, bytes: "" },
  forbidden: { status: 403, headers: {}, bytes: "" },
  redirect: { status: 302, headers: { location: "/elsewhere" }, bytes: "" },
  redirectForEver: { status: 302, headers: { location: "/model.gguf" }, bytes: "" },
  redirectToHttp: { status: 302, headers: { location: "http://models.example/file.gguf" }, bytes: "" },
  webPage: { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, bytes: page },
  webPageAsFile: { status: 200, headers: { "content-type": "application/octet-stream" }, bytes: page },
  noSuchPart: { status: 416, headers: {}, bytes: "" },
  otherSize: { status: 200, headers: {}, bytes: "start" },
  wrongRange: { status: 206, headers: { "content-range": "bytes 0-999/*" }, bytes: "start" },
};

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
