import * as vscode from "vscode";
import type { CatalogueEntry } from "../../engine/models/catalogue";
import type { ModelOffer, ModelPaths } from "../../engine/models/offers";
import { endAbandonedTrial, measureModel } from "../../host/measureModel";
import { ModelStore } from "../../host/modelStore";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import { wordBytes } from "../../host/wordBytes";
import { confirmDelete, confirmTooLarge, offerThisMachine, pickFiles, pickModel } from "./chooseModel";
import { Downloads } from "./downloads";
import { openSample } from "./sample";

/** What the toy model is called in the list. */
const toyName = (): string => vscode.l10n.t("Toy model");

/** Choosing, fetching and deleting models. */
export function registerModels(
  services: Pick<Services, "download" | "engines" | "extension" | "log">,
): vscode.Disposable {
  const { engines, extension, log } = services;
  const store = new ModelStore(services);
  const downloads = new Downloads(store, services);
  const tools = { memory: extension.globalState, setDrafter: (file: string) => store.setDrafter(file) };
  const closing = new AbortController();
  let measuring = { stop: new AbortController(), ended: Promise.resolve() };

  const canDelete = (offer: ModelOffer): boolean => entryOf(offer) !== undefined;
  const entryOf = (offer: ModelOffer): CatalogueEntry | undefined =>
    offer.state.kind === "here"
      ? store.entryOf(offer.state.paths.model)
      : offer.state.doneBytes > 0
        ? offer.state.entry
        : undefined;

  /** The offer of this id, or the one that the person picks. */
  async function offerOf(id: unknown): Promise<ModelOffer | undefined> {
    const offers = store.offers();
    if (typeof id === "string") return (await offers).find((offer) => offer.id === id);
    const choice = await pickModel(offers, { toyName: toyName(), canDelete });
    if (choice?.kind === "files") await useFiles();
    if (choice?.kind === "delete" && (await confirmDelete(choice.offer))) await remove(choice.offer);
    return choice?.kind === "offer" ? choice.offer : undefined;
  }

  async function take(offer: ModelOffer): Promise<void> {
    if (!(await confirmTooLarge(offer))) return;
    if (offer.state.kind === "here") return choose(offer.state.paths);
    const paths = await downloads.run(offer.state.entry);
    if (paths) await choose(paths);
  }

  async function choose(paths: ModelPaths): Promise<void> {
    // What is measured of one model must not be written down for another.
    measuring.stop.abort();
    await measuring.ended;
    await store.choose(paths);
    void report(offerThisMachine, log); // nobody waits for the person
    if (paths.model === "") return;
    const stop = new AbortController();
    const ended = report(() => measure(paths, AbortSignal.any([closing.signal, stop.signal])), log);
    measuring = { stop, ended }; // goes on beside whatever the person does next
  }

  async function measure(paths: ModelPaths, signal: AbortSignal): Promise<void> {
    const title = vscode.l10n.t("Loading the model and measuring its speed");
    const trial = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      measureModel(engines.here, { ...tools, setup: readSettings() }, paths, signal),
    );
    if (trial) log.info(`Drafter measured: ${JSON.stringify(trial)}`);
  }

  async function useFiles(): Promise<void> {
    const files = await pickFiles();
    if (files) await choose(await store.pair(files));
  }

  async function remove(offer: ModelOffer): Promise<void> {
    const entry = entryOf(offer);
    if (!entry) {
      throw new UserError(
        vscode.l10n.t(
          "Only models that Gloss has downloaded are deleted by it; this one belongs to another program.",
        ),
      );
    }
    const freed = await downloads.remove(entry);
    vscode.window.setStatusBarMessage(
      vscode.l10n.t("{0} is deleted: {1} are free again.", entry.name, wordBytes(freed)),
      8_000,
    );
  }

  const command = (name: string, work: (id: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(name, (id: unknown) => report(() => work(id), log));

  void report(() => endAbandonedTrial(tools, readSettings().drafterPath), log); // beside the start of the window
  void report(() => downloads.offerUnfinished(), log); // asks at most once a window
  return vscode.Disposable.from(
    downloads,
    new vscode.Disposable(() => closing.abort()),
    command("gloss.chooseModel", async (id) => {
      const offer = await offerOf(id);
      if (offer) await take(offer);
    }),
    command("gloss.downloadModel", async (id) => {
      const offer = await offerOf(id);
      if (offer?.state.kind === "absent") await take(offer);
      else if (offer) throw new UserError(vscode.l10n.t("This model is here already."));
    }),
    command("gloss.deleteModel", async (id) => {
      const offers = (await store.offers()).filter(canDelete);
      if (offers.length === 0) throw new UserError(vscode.l10n.t("Gloss has downloaded no model."));
      const offer =
        typeof id === "string"
          ? offers.find((one) => entryOf(one)?.id === id || one.id === id)
          : await offerToDelete(offers);
      if (offer) await remove(offer);
    }),
    command("gloss.useModelFiles", useFiles),
    vscode.commands.registerCommand("gloss.pauseDownload", () => downloads.pause()),
    command("gloss.trySample", openSample),
  );
}

async function offerToDelete(offers: readonly ModelOffer[]): Promise<ModelOffer | undefined> {
  const rows = offers.map((offer) => ({ label: offer.name, description: wordBytes(offer.bytes), offer }));
  const title = vscode.l10n.t("Delete a downloaded model");
  const offer = (await vscode.window.showQuickPick(rows, { title }))?.offer;
  return offer && (await confirmDelete(offer)) ? offer : undefined;
}
