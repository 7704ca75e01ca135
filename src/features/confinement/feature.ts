import * as vscode from "vscode";
import type { Engine } from "../../engine/engine";
import type { PassedOverFacts } from "../../protocol/failure";
import { reloadModel } from "../../host/reloadModel";
import { report } from "../../host/report";
import { messageText } from "../../host/safeMarkdown";
import type { Services } from "../../host/services";
import { UnconfinedConsent } from "../../host/unconfinedConsent";
import { wordFailure } from "../../host/wordFailure";
import { fixFor, registerFixes, showFix } from "./fixes";

/** What a person can do where the model cannot be confined: mend the machine, or allow it for this machine and take that back. */
export function registerConfinement(
  services: Pick<Services, "engines" | "extension" | "log">,
): vscode.Disposable {
  const { extension, log } = services;
  const engine = services.engines.here; // a server elsewhere is not ours to confine
  const consent = new UnconfinedConsent(extension.globalState);
  let isOffered = false;
  const offer = async (): Promise<void> => {
    const { state } = engine;
    if (state.kind !== "failed" || state.reason.kind !== "notConfined" || isOffered) return;
    isOffered = true;
    const { t } = vscode.l10n;
    const choose = t("Choose What to Do…");
    const picked = await vscode.window.showWarningMessage(
      messageText(wordFailure(state.reason).what),
      choose,
    );
    isOffered = false;
    if (picked === choose) await vscode.commands.executeCommand("gloss.chooseConfinement");
  };
  const showConsent = (): void => {
    const isGiven = consent.givenAt !== undefined;
    void vscode.commands.executeCommand("setContext", "gloss.runsUnconfined", isGiven); // cannot fail
  };
  showConsent();
  const stopWatching = engine.onDidChangeState(() => void report(offer, log)); // reports its own errors
  return vscode.Disposable.from(
    { dispose: stopWatching },
    registerFixes(),
    vscode.commands.registerCommand("gloss.chooseConfinement", () =>
      report(async () => {
        await choose(engine, consent);
        showConsent();
      }, log),
    ),
    vscode.commands.registerCommand("gloss.requireConfinement", () =>
      report(async () => {
        await consent.revoke();
        await engine.unload(); // it may run unconfined
        showConsent();
      }, log),
    ),
    vscode.workspace.onDidChangeConfiguration((change) => {
      // What runs was confined as the setting said before.
      if (change.affectsConfiguration("gloss.sandbox")) void report(() => engine.unload(), log);
    }),
  );
}

interface Choice extends vscode.QuickPickItem {
  readonly act: () => Promise<void>;
}

async function choose(engine: Engine, consent: UnconfinedConsent): Promise<void> {
  const { t } = vscode.l10n;
  const passedOver = passedOverBy(engine);
  const choices: readonly Choice[] = [
    ...passedOver.flatMap((one) => {
      const fix = fixFor(one);
      return fix ? [{ ...fix, act: () => showFix(fix) }] : [];
    }),
    {
      label: t("Try Again"),
      detail: t("After something was changed on this machine."),
      act: () => reloadModel(engine),
    },
    consent.givenAt === undefined
      ? {
          label: t("Run Without Confinement on This Machine"),
          detail: t(
            "A hostile model file could then read and send your files. Can be taken back at any time.",
          ),
          act: async () => {
            if (!(await isSure())) return;
            await consent.give();
            await reloadModel(engine);
          },
        }
      : {
          label: t("Require Confinement Again"),
          detail: t("What runs is ended, and a model that cannot be confined is not loaded."),
          act: async () => {
            await vscode.commands.executeCommand("gloss.requireConfinement");
          },
        },
  ];
  const title =
    engine.state.kind === "failed" && engine.state.reason.kind === "notConfined"
      ? t("The model cannot be confined on this machine")
      : t("Choose how the model is confined");
  const picked = await vscode.window.showQuickPick(choices, { title, matchOnDetail: true });
  await picked?.act();
}

/** What cannot confine the engine here: of one that was refused for it, or that runs nevertheless. */
function passedOverBy({ state }: Engine): readonly PassedOverFacts[] {
  switch (state.kind) {
    case "failed":
      return state.reason.kind === "notConfined" ? state.reason.passedOver : [];
    case "ready":
    case "busy":
      return state.description.confinement?.passedOver ?? [];
    case "stopped":
    case "starting":
      return [];
  }
}

async function isSure(): Promise<boolean> {
  const { t } = vscode.l10n;
  const run = t("Run Without Confinement");
  const picked = await vscode.window.showWarningMessage(
    t("Run models on this machine without confinement?"),
    {
      modal: true,
      detail: t(
        "A bug in the model's program could then be used by a hostile model file, picture or sound to do what you can do. Use only files that you trust.",
      ),
    },
    run,
  );
  return picked === run;
}
