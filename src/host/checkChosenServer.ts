import type * as vscode from "vscode";
import type { CheckResult } from "../engine/remote/checkServer";
import { serverTarget } from "./remoteEngine";

/** Goes through everything that must work with the server of the settings, step by step. */
export async function* checkChosenServer(
  secrets: Pick<vscode.SecretStorage, "get">,
  signal: AbortSignal,
): AsyncGenerator<CheckResult, void, undefined> {
  const { checkServer } = await import("../engine/remote/checkServer");
  yield* checkServer(await serverTarget(secrets), { signal });
}
