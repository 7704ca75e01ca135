import { Failure } from "../../protocol/failure";
import type { Endpoint } from "../httpRequest";

/** Which server to ask, as settings and the secret storage say; a change means a new connection. */
export interface ServerTarget {
  /** Without a slash at the end and without "/v1". */
  readonly url: string;
  /** Which of the server's models; empty for its first. */
  readonly model: string;
  readonly key?: string;
  /** Certificates (PEM) of the authorities to trust instead of the usual ones. */
  readonly ca?: string;
  /** Context in tokens to count on when the server does not say. */
  readonly contextTokens: number;
}

/** Reads an address as people write it, with or without "/v1"; throws `Failure` serverNotSet. */
export function parseServerUrl(text: string): string {
  if (text === "") throw new Failure({ kind: "serverNotSet", problem: "empty" });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new Failure({ kind: "serverNotSet", problem: "notAUrl" });
  }
  // They would stand in the settings and in every message; the key has a better place.
  if (url.username !== "" || url.password !== "") {
    throw new Failure({ kind: "serverNotSet", problem: "withCredentials" });
  }
  return (url.origin + url.pathname).replace(/\/+$/, "").replace(/\/v1$/, "");
}

/** Name and port of a server, for people: where data goes. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

/** True if nobody on the way can read along: TLS, or no way at all. */
export function isPrivateWay(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** Where requests to the server go, and with which key. */
export function endpointOf({ url, key, ca }: ServerTarget): Endpoint {
  return {
    kind: "url",
    url,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    ...(ca !== undefined && { ca }),
  };
}
