import { Failure, type FailureReason } from "../../protocol/failure";
import { networkCause } from "./networkCause";
import { hostOf, type ServerTarget } from "./serverTarget";

/** The failure as it concerns a server; undefined for a bug. */
export function reasonOf(error: unknown, target: ServerTarget | undefined): FailureReason | undefined {
  const reason = serverReasonOf(error, target);
  return reason && withoutKey(reason, target?.key);
}

function serverReasonOf(error: unknown, target: ServerTarget | undefined): FailureReason | undefined {
  const host = target ? hostOf(target.url) : "";
  if (error instanceof Failure) {
    const { reason } = error;
    if (reason.kind === "engineRefused" && (reason.status === 401 || reason.status === 403)) {
      return { kind: "serverRejectsKey", host, hasKey: target?.key !== undefined };
    }
    if (reason.kind === "engineUnreachable") {
      return { kind: "serverUnreachable", host, cause: "brokeOff", detail: reason.detail };
    }
    return reason.kind === "mediaUnsupported" ? { ...reason, host } : reason;
  }
  const cause = networkCause(error);
  if (cause === undefined) return undefined;
  const detail = error instanceof Error ? error.message : String(error);
  return { kind: "serverUnreachable", host, cause, detail };
}

// Some servers quote a wrong key in their answer; it must not reach a message or the log.
function withoutKey(reason: FailureReason, key: string | undefined): FailureReason {
  if (key === undefined || key === "" || !("detail" in reason)) return reason;
  return { ...reason, detail: reason.detail.replaceAll(key, "…") };
}

/** A refused question says nothing about the next one; these do. */
export function isAboutServer({ kind }: FailureReason): boolean {
  return (
    kind === "serverNotSet" ||
    kind === "serverNotConfirmed" ||
    kind === "serverUnreachable" ||
    kind === "serverRejectsKey" ||
    kind === "serverModelMissing" ||
    kind === "serverSilent" ||
    kind === "certificateFileUnreadable"
  );
}
