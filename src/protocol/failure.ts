/** Everything that can go wrong between a question and its answer, as data: what happened, with the facts a person needs. */
export type FailureReason =
  | { readonly kind: "engineMissing"; readonly lookedIn: readonly string[] }
  | { readonly kind: "engineUnusable"; readonly path: string; readonly detail: string }
  | { readonly kind: "notConfined"; readonly passedOver: readonly PassedOverFacts[] }
  /** The self-test could not be run, or did not come to its end: nobody knows whether the launcher holds. */
  | { readonly kind: "selfTestFailed"; readonly launcher: string; readonly detail: string }
  | { readonly kind: "confinementBroken"; readonly launcher: string; readonly escaped: readonly string[] }
  | { readonly kind: "modelMissing"; readonly path: string }
  | { readonly kind: "modelUnreadable"; readonly path: string; readonly detail: string }
  | ({ readonly kind: "madeForAnotherModel"; readonly path: string } & Misfit)
  | { readonly kind: "modelTooLarge"; readonly needBytes: number; readonly freeBytes: number }
  | CrashReason
  | { readonly kind: "engineKeepsCrashing"; readonly last: CrashReason }
  | { readonly kind: "downloadFailed"; readonly file: string; readonly cause: DownloadCause }
  | { readonly kind: "busyInAnotherWindow" }
  | { readonly kind: "engineUnreachable"; readonly detail: string }
  | { readonly kind: "engineClosed" }
  | { readonly kind: "noTemporaryFolder"; readonly detail: string }
  | { readonly kind: "contextExceeded"; readonly promptTokens: number; readonly contextTokens: number }
  | { readonly kind: "requestTooLarge"; readonly bytes: number; readonly limitBytes: number }
  | { readonly kind: "mediaUnreadable"; readonly detail: string }
  | { readonly kind: "mediaUnsupported"; readonly media: "image" | "audio"; readonly host?: string }
  | {
      readonly kind: "engineRefused";
      readonly status: number;
      readonly detail: string;
      readonly retryAfterMs?: number;
    }
  | ServerReason
  | { readonly kind: "replyMalformed"; readonly detail: string }
  | { readonly kind: "bug"; readonly detail: string };

/** The engine's process ended without being asked to, or had to be ended. */
export type CrashReason =
  | { readonly kind: "engineExited"; readonly phase: EnginePhase; readonly exit: ExitFacts }
  | { readonly kind: "engineHangs"; readonly phase: EnginePhase }
  | {
      readonly kind: "memoryExceeded";
      readonly phase: EnginePhase;
      readonly usedBytes: number;
      readonly limitBytes: number;
    };

/** The number in the header of a projector or drafter that is not the model's; of keys it may have fewer. */
export interface Misfit {
  readonly role: "projector" | "drafter";
  readonly number: "embeddingLength" | "vocabularySize" | "keys";
  readonly has: number;
  readonly needs: number;
}

/** Why a model file could not be fetched. What was fetched before stays, for another try. */
export type DownloadCause =
  /** No connection, or one that broke again and again. */
  | { readonly kind: "unreachable"; readonly detail: string }
  | { readonly kind: "stalled" }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "notThere"; readonly status: number }
  | { readonly kind: "serverBusy"; readonly status: number }
  /** A network that wants a login first, or a proxy, answered instead. */
  | { readonly kind: "webPage" }
  /** Whatever came, it was not the published file. */
  | { readonly kind: "otherFile"; readonly detail: string }
  | { readonly kind: "redirected"; readonly detail: string }
  | { readonly kind: "diskFull"; readonly needBytes?: number; readonly freeBytes?: number }
  | { readonly kind: "folderUnusable"; readonly detail: string }
  | { readonly kind: "otherWindow" };

export type EnginePhase = "loading" | "reading" | "answering" | "idle";

/** What can go wrong with a server elsewhere; `host` is its name and port. */
export type ServerReason =
  | { readonly kind: "serverNotSet"; readonly problem: "empty" | "notAUrl" | "withCredentials" }
  | { readonly kind: "serverNotConfirmed"; readonly host: string }
  | {
      readonly kind: "serverUnreachable";
      readonly host: string;
      readonly cause: NetworkCause;
      readonly detail: string;
    }
  | { readonly kind: "serverRejectsKey"; readonly host: string; readonly hasKey: boolean }
  | { readonly kind: "serverBusy"; readonly host: string; readonly tries: number }
  | { readonly kind: "serverSilent"; readonly host: string; readonly seconds: number }
  | {
      readonly kind: "serverModelMissing";
      readonly host: string;
      readonly model: string;
      readonly offered: readonly string[];
    }
  | { readonly kind: "certificateFileUnreadable"; readonly path: string; readonly detail: string };

/** Why a server could not be reached, or was lost. */
export type NetworkCause =
  | "nameUnknown"
  | "refused"
  | "noRoute"
  | "brokeOff"
  | "selfSigned"
  | "unknownAuthority"
  | "certificateExpired"
  | "certificateNotYetValid"
  | "hostMismatch"
  | "notTls"
  | "notHttp"
  | "other";

/** A way to confine the engine that cannot be used on this machine; `reason.kind` names the cause. */
export interface PassedOverFacts {
  readonly name: string;
  readonly reason: { readonly kind: string; readonly detail?: string };
}

/** How a child process ended; `stderrTail` is at most 64 KB. */
export interface ExitFacts {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderrTail: string;
}

/** Why a process ended, as far as it can be told. */
export type ExitCause =
  "outOfMemory" | "badModel" | "missingLibrary" | "aborted" | "crashed" | "killed" | "unknown";

/** An expected failure on its way to the one place that words it for a person. */
export class Failure extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason) {
    super(reason.kind);
    this.name = "Failure";
    this.reason = reason;
  }
}
