import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { DownloadCause } from "../../protocol/failure";
import { loadHttp } from "../httpRequest";

/** The head of a reply, and its body as it comes. */
export interface DownloadReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

/** A try that failed, with its cause; `isFinal` if another try cannot help, `isWrongPart` if a part was not the one asked for. */
export class TryFailed extends Error {
  readonly reason: DownloadCause;
  readonly isFinal: boolean;
  readonly waitMs: number;
  readonly isWrongPart: boolean;

  constructor(reason: DownloadCause, { isFinal = false, waitMs = 0, isWrongPart = false } = {}) {
    super(reason.kind);
    this.reason = reason;
    this.isFinal = isFinal;
    this.waitMs = waitMs;
    this.isWrongPart = isWrongPart;
  }
}

const maxRedirects = 8;

/**
 * Asks for `url` and follows redirects: over https only, but for this machine itself. Node's own http and https are
 * used because the extension host patches them for the user's proxy and certificates.
 */
export async function openReply(
  url: string,
  headers: Readonly<Record<string, string>>,
  { signal, stallMs }: { readonly signal: AbortSignal; readonly stallMs: number },
): Promise<DownloadReply> {
  let at = parseUrl(url, url);
  for (let hops = 0; hops <= maxRedirects; hops++) {
    const reply = await get(at, headers, { signal, stallMs });
    const { location } = reply.headers;
    if (![301, 302, 303, 307, 308].includes(reply.status) || location === undefined) return reply;
    reply.body.destroy();
    at = parseUrl(location, at.href);
  }
  throw new TryFailed({ kind: "redirected", detail: "more than 8 redirects" }, { isFinal: true });
}

/** Ends a body that brings nothing for `stallMs`; the returned function must be called at each sign of life. */
export function watchStall(body: IncomingMessage, stallMs: number): { heard(): void; dispose(): void } {
  const timer = setTimeout(() => body.destroy(new TryFailed({ kind: "stalled" })), stallMs);
  return { heard: () => void timer.refresh(), dispose: () => clearTimeout(timer) };
}

function parseUrl(text: string, base: string): URL {
  if (!URL.canParse(text, base)) {
    throw new TryFailed({ kind: "redirected", detail: `to ${text.slice(0, 80)}` }, { isFinal: true });
  }
  const url = new URL(text, base);
  const isLoopback = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback)) return url;
  throw new TryFailed(
    { kind: "redirected", detail: `${url.protocol}//${url.host} is not https` },
    { isFinal: true },
  );
}

async function get(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { signal, stallMs }: { readonly signal: AbortSignal; readonly stallMs: number },
): Promise<DownloadReply> {
  const http = await loadHttp(url.protocol === "https:");
  const body = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = http.request(url, { headers, signal }, (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    const timer = setTimeout(() => request.destroy(new TryFailed({ kind: "stalled" })), stallMs);
    request.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end();
  });
  return { status: body.statusCode ?? 0, headers: body.headers, body };
}
