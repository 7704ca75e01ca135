import * as vscode from "vscode";
import type { EngineState } from "../engine/engine";
import { exitCause } from "../engine/exitCause";
import type { FailureReason } from "../protocol/failure";
import { engineChoice, isToyChosen } from "./engineChoice";

/** The one thing to do about the model now. */
export interface NextStep {
  readonly label: string;
  readonly command: string;
}

const { t } = vscode.l10n;

/** What a person would do next about the model; nothing where it is ready, or will be in a moment. */
export function nextStep(state: EngineState): NextStep | undefined {
  switch (state.kind) {
    case "starting":
      return undefined;
    case "failed":
      return afterFailure(state.reason);
    case "stopped":
      if (engineChoice().kind !== "here") return steps.checkServer();
      return isToyChosen() ? steps.betterModel() : steps.load();
    case "ready":
    case "busy":
      return isToyChosen() ? steps.betterModel() : undefined;
  }
}

const steps = {
  betterModel: () => ({ label: t("Get a better model"), command: "gloss.chooseModel" }),
  otherModel: () => ({ label: t("Choose a model"), command: "gloss.chooseModel" }),
  load: () => ({ label: t("Load it now"), command: "gloss.restartEngine" }),
  startAgain: () => ({ label: t("Start it again"), command: "gloss.restartEngine" }),
  confine: () => ({ label: t("Choose what to do…"), command: "gloss.chooseConfinement" }),
  chooseEngine: () => ({ label: t("Choose what answers"), command: "gloss.chooseEngine" }),
  setKey: () => ({ label: t("Set the key"), command: "gloss.setRemoteKey" }),
  checkServer: () => ({ label: t("Check the server"), command: "gloss.checkServer" }),
  report: () => ({ label: t("Show the report"), command: "gloss.showReport" }),
} satisfies Readonly<Record<string, () => NextStep>>;

function afterFailure(reason: FailureReason): NextStep {
  switch (reason.kind) {
    case "modelMissing":
    case "modelUnreadable":
    case "madeForAnotherModel":
    case "modelTooLarge":
    case "memoryExceeded":
      return steps.otherModel();
    case "engineExited":
      return afterExit(reason);
    case "engineKeepsCrashing":
    case "engineHangs":
    case "engineUnreachable":
    case "engineClosed":
    case "busyInAnotherWindow":
    case "noTemporaryFolder":
    case "selfTestFailed":
      return steps.startAgain();
    case "notConfined":
      return steps.confine();
    case "serverNotSet":
    case "serverNotConfirmed":
      return steps.chooseEngine();
    case "serverRejectsKey":
      return steps.setKey();
    case "serverUnreachable":
    case "serverBusy":
    case "serverSilent":
    case "serverModelMissing":
    case "certificateFileUnreadable":
      return steps.checkServer();
    case "engineMissing":
    case "engineUnusable":
    case "confinementBroken":
    case "downloadFailed":
    case "contextExceeded":
    case "requestTooLarge":
    case "mediaUnreadable":
    case "mediaUnsupported":
    case "engineRefused":
    case "replyMalformed":
    case "bug":
      return steps.report();
  }
}

function afterExit({ exit }: Extract<FailureReason, { kind: "engineExited" }>): NextStep {
  switch (exitCause(exit)) {
    case "badModel":
    case "outOfMemory":
      return steps.otherModel();
    case "missingLibrary":
      return steps.report();
    case "aborted":
    case "crashed":
    case "killed":
    case "unknown":
      return steps.startAgain();
  }
}
