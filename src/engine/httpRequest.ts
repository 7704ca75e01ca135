import type { IncomingMessage, request } from "node:http";

/** Where an OpenAI-compatible server listens: a private UNIX socket, or a URL. */
export type Endpoint =
  | { readonly kind: "socket"; readonly socketPath: string }
  | {
      readonly kind: "url";
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      /** Certificates (PEM) of the authorities to trust instead of the usual ones. */
      readonly ca?: string;
    };

export interface HttpReply {
  readonly status: number;
  readonly body: AsyncIterable<Buffer>;
  /** When the server wants to be asked again, if it says so. */
  readonly retryAfterMs?: number;
}

/**
 * Sends one request and resolves with the head of the reply; aborting `signal` closes the connection, which is
 * how a server is told to stop. Node's own http and https are used because the extension host patches them for
 * the user's proxy and certificates, and because they speak UNIX sockets.
 */
export async function httpRequest(
  endpoint: Endpoint,
  path: string,
  { body, signal }: { readonly body?: string; readonly signal: AbortSignal },
): Promise<HttpReply> {
  const isTls = endpoint.kind === "url" && endpoint.url.startsWith("https:");
  const http = await loadHttp(isTls);
  const options = {
    method: body === undefined ? "GET" : "POST",
    signal,
    // One connection a request: closing it must cancel exactly this request.
    agent: false as const,
    ...(endpoint.kind === "url" && endpoint.ca !== undefined && { ca: endpoint.ca }),
    headers: {
      ...(endpoint.kind === "url" ? endpoint.headers : {}),
      ...(body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    },
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const call =
      endpoint.kind === "socket"
        ? http.request({ ...options, socketPath: endpoint.socketPath, path }, resolve)
        : http.request(`${endpoint.url}${path}`, options, resolve);
    call.on("error", reject);
    call.end(body);
  });
  const seconds = Number(response.headers["retry-after"] ?? NaN);
  return {
    status: response.statusCode ?? 0,
    body: response,
    ...(Number.isFinite(seconds) && { retryAfterMs: seconds * 1000 }),
  };
}

/** Node's http or https as the editor has patched it: only the module's own object, its `default`, has the patch. */
export async function loadHttp(isTls: boolean): Promise<{ readonly request: typeof request }> {
  const { default: http } = await (isTls ? import("node:https") : import("node:http"));
  return http;
}

/** Collects a reply of at most `limitBytes`; the rest is cut off. */
export async function readText(reply: HttpReply, limitBytes = 4_000_000): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of reply.body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > limitBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, limitBytes).toString("utf8");
}
