import type { IncomingHttpHeaders } from "node:http";
import type { DownloadCause } from "../../protocol/failure";

/** What to do with a reply: take its body from `offset` on, or from the first byte, or not at all. */
export type ReplyVerdict =
  | { readonly kind: "append" }
  | { readonly kind: "restart" }
  | { readonly kind: "retry"; readonly cause: DownloadCause; readonly waitMs: number }
  | { readonly kind: "fail"; readonly cause: DownloadCause };

/** Where the download stands, and what it must become. */
export interface Wanted {
  readonly offset: number;
  readonly bytes: number;
}

/** Judges the head of a reply to a request for the bytes from `offset` on; trusts no part of it. */
export function judgeReply(status: number, headers: IncomingHttpHeaders, wanted: Wanted): ReplyVerdict {
  if (status === 200) return judgeWhole(headers, wanted);
  if (status === 206) return judgePart(headers, wanted);
  // What is missing begins before the end of the published file: this server has a shorter one, or knows no ranges.
  if (status === 416) return retry({ kind: "otherFile", detail: "the server has no such part of it" });
  if (status === 401 || status === 403) return { kind: "fail", cause: { kind: "refused", status } };
  if (status === 407) return { kind: "fail", cause: { kind: "refused", status } };
  if (status === 404 || status === 410) return { kind: "fail", cause: { kind: "notThere", status } };
  if (status === 511) return retry({ kind: "webPage" });
  return retry({ kind: "serverBusy", status }, retryAfterMs(headers));
}

function judgeWhole(headers: IncomingHttpHeaders, { offset, bytes }: Wanted): ReplyVerdict {
  if (isWebPage(headers)) return retry({ kind: "webPage" });
  if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity") {
    return retry({ kind: "otherFile", detail: "it came compressed" });
  }
  const length = headers["content-length"];
  if (length !== undefined && Number(length) !== bytes) {
    return retry({ kind: "otherFile", detail: `${length} bytes instead of ${String(bytes)}` });
  }
  return offset === 0 ? { kind: "append" } : { kind: "restart" };
}

function judgePart(headers: IncomingHttpHeaders, { offset, bytes }: Wanted): ReplyVerdict {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers["content-range"] ?? "");
  if (!range) return retry({ kind: "otherFile", detail: "a part without its place" });
  const [from, to] = [Number(range[1]), Number(range[2])];
  if (range[3] !== "*" && Number(range[3]) !== bytes) {
    return retry({ kind: "otherFile", detail: `${range[3] ?? ""} bytes instead of ${String(bytes)}` });
  }
  if (from !== offset || to >= bytes) {
    return retry({ kind: "otherFile", detail: `bytes ${String(from)} to ${String(to)} were not asked for` });
  }
  return { kind: "append" };
}

function isWebPage(headers: IncomingHttpHeaders): boolean {
  return /^\s*(text\/html|application\/xhtml)/i.test(headers["content-type"] ?? "");
}

function retry(cause: DownloadCause, waitMs = 0): ReplyVerdict {
  return { kind: "retry", cause, waitMs };
}

// Seconds or a date; a server that wants more than five minutes is asked again all the same.
function retryAfterMs(headers: IncomingHttpHeaders): number {
  const value = headers["retry-after"] ?? "";
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(300_000, Math.max(0, ms)) : 0;
}
