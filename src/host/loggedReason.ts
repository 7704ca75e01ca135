import type { FailureReason } from "../protocol/failure";

/** A failure for the log. What a server said of a request may quote it: only its length is kept. */
export function loggedReason(reason: FailureReason): string {
  const isQuoting = reason.kind === "engineRefused" || reason.kind === "mediaUnreadable";
  return JSON.stringify(
    isQuoting ? { ...reason, detail: `${String(reason.detail.length)} characters` } : reason,
  );
}
