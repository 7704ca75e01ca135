import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Engine } from "../engine/engine";
import { toyFiles } from "../engine/localModel";
import { catalogue, parseEntries, type CatalogueEntry } from "../engine/models/catalogue";
import { discoverModels } from "../engine/models/discover";
import type { DownloadOptions } from "../engine/models/download";
import {
  downloadEntry,
  isBeingFetched,
  removeEntry,
  unfinishedBytes,
  type DownloadPlace,
} from "../engine/models/downloadEntry";
import { readFreeMemory } from "../engine/models/memoryNow";
import { modelPlaces, type ModelPlace } from "../engine/models/modelPlaces";
import { listOffers, type ModelOffer, type ModelPaths } from "../engine/models/offers";
import { pairPicked } from "../engine/models/pickedFiles";
import { Failure } from "../protocol/failure";
import { allowedGpus } from "./localEngine";
import { bytesOf, isTrialOf, isTrialWon, measuredKey, readSpeeds, readTrial } from "./measurements";
import { readSettings } from "./settings";
import type { Services } from "./services";
import { UserError } from "./userError";

/** The models of this machine and those that can be fetched: lists, fetches, removes and chooses them. */
export class ModelStore {
  readonly #engine: Engine;
  readonly #extension: Services["extension"];
  readonly #log: vscode.LogOutputChannel;

  constructor({ engines, extension, log }: Pick<Services, "engines" | "extension" | "log">) {
    // Never the server: its memory is not ours, and nothing may be asked of it that a person did not ask.
    this.#engine = engines.here;
    this.#extension = extension;
    this.#log = log;
  }

  /** Everything that can be chosen, the recommended first. */
  async offers(): Promise<readonly ModelOffer[]> {
    const { modelPath, contextTokens, threads, devices } = readSettings();
    const entries = this.#entries();
    const { models, isComplete } = await discoverModels(this.#places(modelPath));
    if (!isComplete) this.#log.info("The search for models ended at its bounds; there may be more.");
    const unfinished = await this.unfinished();
    // Without an engine that can say, the list shows what the processor can do; the load names what is wrong.
    const gpus = await allowedGpus(this.#extension).catch((error: unknown) => {
      this.#log.warn(`The graphics cards are not known: ${String(error)}`);
      return undefined;
    });
    return listOffers({
      entries,
      found: models,
      doneBytes: new Map(unfinished.map(({ entry, doneBytes }) => [entry.id, doneBytes])),
      toyBytes: await bytesOfAll(Object.values(toyFiles(this.#extension.extensionUri.fsPath))),
      machine: {
        freeBytes: (await readFreeMemory()) + loadedBytes(this.#engine),
        threads: threads > 0 ? threads : os.availableParallelism(),
        ...(gpus && { gpus }),
      },
      contextTokens,
      chosenPath: modelPath,
      setup: { devices, threads },
      speeds: readSpeeds(this.#extension.globalState),
    });
  }

  /** Downloads that were begun and are not whole. */
  async unfinished(): Promise<readonly { readonly entry: CatalogueEntry; readonly doneBytes: number }[]> {
    const begun = [];
    for (const entry of this.#entries()) {
      const doneBytes = await unfinishedBytes(entry, this.#downloadPlace());
      if (doneBytes > 0) begun.push({ entry, doneBytes });
    }
    return begun;
  }

  /** True if this or another window is fetching the entry now. */
  isBeingFetched(entry: CatalogueEntry): Promise<boolean> {
    return isBeingFetched(entry, this.#downloadPlace());
  }

  /** Fetches a model; throws a `Failure`, or the abort of the signal, which pauses. */
  download(entry: CatalogueEntry, options: DownloadOptions): Promise<ModelPaths> {
    return downloadEntry(entry, this.#downloadPlace(), options);
  }

  /** Removes what Gloss has fetched of an entry; returns the bytes that are free again. */
  async remove(entry: CatalogueEntry): Promise<number> {
    const place = this.#downloadPlace();
    if (await isBeingFetched(entry, place)) {
      throw new Failure({ kind: "downloadFailed", file: entry.name, cause: { kind: "otherWindow" } });
    }
    if (readSettings().modelPath.startsWith(path.join(place.folder, entry.id) + path.sep)) {
      // Before its file is gone: the next question must not look for it.
      await this.choose({ model: "" });
      await this.#engine.unload();
    }
    return removeEntry(entry, place);
  }

  /** The entry that a file in the folder of Gloss came from; undefined for a file of somebody else. */
  entryOf(modelPath: string): CatalogueEntry | undefined {
    const { folder } = this.#downloadPlace();
    return this.#entries().find(({ id }) => modelPath.startsWith(path.join(folder, id) + path.sep));
  }

  /** Checks files that a person picked and finds what belongs to them; throws a `Failure` or `UserError`. */
  async pair(files: readonly string[]): Promise<ModelPaths> {
    const paths = await pairPicked(files);
    if (paths) return paths;
    throw new UserError(
      vscode.l10n.t("Choose one model file, with its projector (mmproj) and its drafter if it has them."),
    );
  }

  /** Writes the choice into the settings; the next question loads it. A drafter is used if it is known to win here. */
  async choose({ model, projector, drafter }: ModelPaths): Promise<void> {
    // Never the new model with what belongs to the old one.
    await setModelSetting("projectorPath", "");
    await setModelSetting("drafterPath", "");
    await setModelSetting("path", model);
    await setModelSetting("projectorPath", projector ?? "");
    if (drafter === undefined) return;
    const trial = readTrial(this.#extension.globalState, await measuredKey(model, readSettings()));
    const isKnownToWin = isTrialWon(trial) && (await isTrialOf(trial, drafter));
    if (isKnownToWin) await this.setDrafter(drafter);
  }

  /** Has the chosen model loaded with this drafter from now on; empty for none. */
  async setDrafter(file: string): Promise<void> {
    await setModelSetting("drafterPath", file);
  }

  #entries(): readonly CatalogueEntry[] {
    const { entries, bad } = parseEntries(readSettings().modelsCatalogue);
    for (const reason of bad) this.#log.warn(`gloss.models.catalogue: ${reason}`);
    return [...catalogue, ...entries];
  }

  #downloadPlace(): DownloadPlace {
    const { modelsFolder, modelsMirror } = readSettings();
    const own = vscode.Uri.joinPath(this.#extension.globalStorageUri, "models").fsPath;
    const folder = modelsFolder.replace(/^~(?=$|[\\/])/, os.homedir());
    return { folder: path.isAbsolute(folder) ? folder : own, mirror: modelsMirror };
  }

  #places(chosenPath: string): readonly ModelPlace[] {
    return [
      { name: "Gloss", folder: this.#downloadPlace().folder },
      ...modelPlaces(os.homedir(), process.env),
      // A chosen file may lie anywhere.
      ...(chosenPath === "" ? [] : [{ name: "folder" as const, folder: path.dirname(chosenPath) }]),
    ];
  }
}

async function setModelSetting(key: "path" | "projectorPath" | "drafterPath", value: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("gloss.model");
  await configuration.update(key, value === "" ? undefined : value, vscode.ConfigurationTarget.Global);
}

// What is loaded now makes room for what is chosen. Weights are mapped files, which already count as free.
function loadedBytes({ state }: Engine): number {
  const memory = state.kind === "ready" || state.kind === "busy" ? state.description.memory : undefined;
  return memory ? memory.totalBytes - memory.weightsBytes : 0;
}

async function bytesOfAll(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(bytesOf));
  return sizes.reduce((sum, size) => sum + size, 0);
}
