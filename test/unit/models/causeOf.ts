import assert from "node:assert/strict";
import { Failure, type DownloadCause } from "../../../src/protocol/failure";

/** Why a download failed; throws if it did not. */
export async function causeOf(work: Promise<unknown>): Promise<DownloadCause> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Failure && error.reason.kind === "downloadFailed", String(error));
    return error.reason.cause;
  }
  throw new Error("It should have failed.");
}
