import os from "node:os";
import * as vscode from "vscode";
import type { ModelOffer } from "../../engine/models/offers";
import { choosePlace, engineChoice } from "../../host/engineChoice";
import { fileName } from "../../host/fileName";
import { UserError } from "../../host/userError";
import { wordBytes } from "../../host/wordBytes";
import { fitText, offerRow } from "./offerText";

/** What a person decided in the list. */
export type Choice =
  | { readonly kind: "offer"; readonly offer: ModelOffer }
  | { readonly kind: "files" }
  | { readonly kind: "delete"; readonly offer: ModelOffer };

interface Row extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

const { t } = vscode.l10n;

/** Shows all offers; resolves with undefined if the list was closed. */
export async function pickModel(
  offers: Promise<readonly ModelOffer[]>,
  { toyName, canDelete }: { readonly toyName: string; readonly canDelete: (offer: ModelOffer) => boolean },
): Promise<Choice | undefined> {
  const pick = vscode.window.createQuickPick<Row>();
  pick.title = t("Choose a model");
  pick.placeholder = t("Looking at this machine…");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  pick.show();
  const trash = { iconPath: new vscode.ThemeIcon("trash"), tooltip: t("Delete, and free the disk") };
  const choice = new Promise<Choice | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems[0]?.choice;
      if (chosen) resolve(chosen); // nothing to choose from yet
    });
    pick.onDidTriggerItemButton(({ item }) => {
      if (item.choice?.kind === "offer") resolve({ kind: "delete", offer: item.choice.offer });
    });
    pick.onDidHide(() => resolve(undefined));
  });
  try {
    const rows = (await offers).map((offer) => ({
      ...offerRow(offer, toyName),
      choice: { kind: "offer", offer } as const,
      buttons: canDelete(offer) ? [trash] : [],
    }));
    pick.items = [
      ...rows,
      { label: "", kind: vscode.QuickPickItemKind.Separator },
      {
        iconPath: new vscode.ThemeIcon("folder-opened"),
        label: t("Use files I have…"),
        choice: { kind: "files" },
      },
    ];
    pick.placeholder =
      engineChoice().kind === "here"
        ? t("The model that answers from the next question on")
        : t("The model of this machine; the server answers until this machine is chosen");
    pick.busy = false;
    return await choice;
  } finally {
    pick.dispose();
  }
}

/** Asks before anything large is fetched that will not run here. */
export async function confirmTooLarge(offer: ModelOffer): Promise<boolean> {
  if (offer.fit?.kind !== "tooLarge") return true;
  const go = t("Take It Anyway");
  const question = t("{0} is too large for this machine now.", offer.name);
  return (
    (await vscode.window.showWarningMessage(question, { modal: true, detail: fitText(offer) }, go)) === go
  );
}

/** Asks before a model is deleted. */
export async function confirmDelete({ name, bytes, state }: ModelOffer): Promise<boolean> {
  const go = t("Delete");
  const size = wordBytes(state.kind === "here" ? bytes : state.doneBytes);
  const detail = t("This frees {0}. To have it again, it must be downloaded again.", size);
  const question = t("Delete {0}?", name);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) === go;
}

/** Says that a model of this machine does not answer while a server is chosen, and offers to change that. */
export async function offerThisMachine(): Promise<void> {
  if (engineChoice().kind === "here") return;
  const use = t("Use This Machine");
  const text = t("The model is chosen, but the server answers until this machine is chosen.");
  if ((await vscode.window.showInformationMessage(text, use)) === use) await choosePlace("here");
}

/** Asks for model files on disk; undefined if the person gave up. */
export async function pickFiles(): Promise<readonly string[] | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectMany: true,
    // In a window on a remote machine the editor would show that one's files, also where Gloss runs beside the screen.
    ...(vscode.env.remoteName !== undefined && { defaultUri: vscode.Uri.file(os.homedir()) }),
    title: t("Choose a model file, with its projector (mmproj) and drafter if it has them"),
    openLabel: t("Use"),
    filters: { [t("Model files")]: ["gguf"], [t("All files")]: ["*"] },
  });
  return picked && pathsOf(picked);
}

/** The paths of files that the engine can read; throws a `UserError` for one that lies elsewhere. */
export function pathsOf(files: readonly vscode.Uri[]): readonly string[] {
  const elsewhere = files.find(({ scheme }) => scheme !== "file");
  if (elsewhere) {
    throw new UserError(
      t(
        "{0} is not on the machine that Gloss runs on, so it cannot be loaded. Copy it there, and choose the copy.",
        fileName(elsewhere),
      ),
    );
  }
  return files.map(({ fsPath }) => fsPath);
}
