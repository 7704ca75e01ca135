import type { FailureReason } from "../protocol/failure";

/** A failure for the log. What a server said of a request may quote it: only its length is kept. */
export function loggedReason(reason: FailureReason): string {
  switch (reason.kind) {
    case "engineRefused":
    case "mediaUnreadable":
      return JSON.stringify({ ...reason, detail: `${String(reason.detail.length)} characters` });
    default:
      return JSON.stringify(reason);
  }
}
