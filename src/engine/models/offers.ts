import path from "node:path";
import { entryBytes, type CatalogueEntry } from "./catalogue";
import type { FoundModel } from "./discover";
import { adviseFit, type Fit, type LoadPlan, type MachineFacts, type ModelNeed } from "./fit";
import type { PlaceName } from "./modelPlaces";

/** Paths of the files that a model is loaded from. */
export interface ModelPaths {
  readonly model: string;
  readonly projector?: string;
  readonly drafter?: string;
}

/** One line of the list that people choose from. */
export interface ModelOffer {
  readonly id: string;
  readonly name: string;
  /** Of all its files. */
  readonly bytes: number;
  readonly licence: string;
  readonly source: PlaceName | "toy" | "catalogue";
  readonly state:
    | { readonly kind: "here"; readonly paths: ModelPaths }
    | { readonly kind: "absent"; readonly entry: CatalogueEntry; readonly doneBytes: number };
  /** Absent if its header does not say enough. */
  readonly fit?: Fit;
  /** Tokens a second that were measured on this machine. */
  readonly measuredSpeed?: number;
  readonly hasProjector: boolean;
  readonly isChosen: boolean;
  /** Why this is the one to take; on one offer at most. */
  readonly recommendation?: "hereAndFits" | "bestThatFits" | "slowButBest" | "nothingElseFits";
}

export interface OfferFacts {
  readonly toyBytes: number;
  readonly entries: readonly CatalogueEntry[];
  /** Bytes that unfinished downloads have, by the id of their entry. */
  readonly doneBytes: ReadonlyMap<string, number>;
  readonly found: readonly FoundModel[];
  readonly machine: MachineFacts;
  readonly contextTokens: number;
  /** `gloss.model.path` as it is set. */
  readonly chosenPath: string;
  readonly setup: ComputeSetup;
  /** Measured tokens a second by `speedKey`. */
  readonly speeds: Readonly<Record<string, number>>;
}

/** What the settings say of how a model is computed; a measurement holds for that alone. */
export interface ComputeSetup {
  readonly devices: "cpu" | "gpu";
  /** 0 for as many as the machine has. */
  readonly threads: number;
}

/** Names a model for remembered measurements: the same file elsewhere is as fast. */
export function measuredName(
  modelPath: string,
  modelBytes: number,
  { devices, threads }: ComputeSetup,
): string {
  return [path.basename(modelPath), modelBytes, devices, threads].join(" ");
}

/** Names a measured speed, which also depends on whether there was room for a second copy of the weights. */
export function speedKey(measured: string, plan: Pick<LoadPlan, "repacksWeights"> | undefined): string {
  return plan?.repacksWeights === false ? `${measured} without copy` : measured;
}

/** Everything that can be chosen, the recommended first, then what is here, then what can be fetched, then the toy. */
export function listOffers(facts: OfferFacts): readonly ModelOffer[] {
  const here = facts.found.map((found) => hereOffer(found, facts));
  const absent = facts.entries
    .filter((entry) => !here.some((offer) => isOf(entry, offer, facts.found)))
    .map((entry) => absentOffer(entry, facts));
  const toy: ModelOffer = {
    id: "toy",
    name: "toy",
    bytes: facts.toyBytes,
    licence: "MIT",
    source: "toy",
    state: { kind: "here", paths: { model: "" } },
    hasProjector: true,
    isChosen: facts.chosenPath === "",
  };
  return withRecommendation([...here, ...absent, toy]);
}

function hereOffer({ header, projector, drafter, ...found }: FoundModel, facts: OfferFacts): ModelOffer {
  const entry = facts.entries.find(({ files }) => files.some((file) => isFileOf(file, header.fileBytes)));
  const need = header.shape && {
    modelBytes: header.fileBytes,
    projectorBytes: projector?.fileBytes ?? 0,
    drafterBytes: drafter?.fileBytes ?? 0,
    shape: header.shape,
  };
  const guess = fitOf(need, undefined, facts).fit;
  const measured = measuredName(header.path, header.fileBytes, facts.setup);
  const speed = facts.speeds[speedKey(measured, guess?.kind === "tooLarge" ? undefined : guess?.plan)];
  return {
    id: header.path,
    name: entry?.name ?? found.name,
    bytes: header.fileBytes + (projector?.fileBytes ?? 0) + (drafter?.fileBytes ?? 0),
    licence: entry?.licence ?? "",
    source: found.place,
    state: {
      kind: "here",
      paths: {
        model: header.path,
        ...(projector && { projector: projector.path }),
        ...(drafter && { drafter: drafter.path }),
      },
    },
    ...fitOf(need, speed, facts),
    ...(speed !== undefined && { measuredSpeed: speed }),
    hasProjector: projector !== undefined,
    isChosen: facts.chosenPath === header.path,
  };
}

function absentOffer(entry: CatalogueEntry, facts: OfferFacts): ModelOffer {
  const bytesOf = (role: string): number => entry.files.find((file) => file.role === role)?.bytes ?? 0;
  const need = entry.shape && {
    modelBytes: bytesOf("model"),
    projectorBytes: bytesOf("projector"),
    drafterBytes: bytesOf("drafter"),
    shape: entry.shape,
  };
  return {
    id: entry.id,
    name: entry.name,
    bytes: entryBytes(entry),
    licence: entry.licence,
    source: "catalogue",
    state: { kind: "absent", entry, doneBytes: facts.doneBytes.get(entry.id) ?? 0 },
    ...fitOf(need, undefined, facts),
    hasProjector: bytesOf("projector") > 0,
    isChosen: false,
  };
}

function fitOf(
  need: ModelNeed | undefined,
  measuredSpeed: number | undefined,
  { contextTokens, machine }: OfferFacts,
): { readonly fit?: Fit } {
  if (!need) return {};
  return { fit: adviseFit(need, contextTokens, machine, measuredSpeed) };
}

/** True if what an entry would fetch is on this machine already, with its projector. */
function isOf(entry: CatalogueEntry, offer: ModelOffer, found: readonly FoundModel[]): boolean {
  const header = found.find((one) => one.header.path === offer.id)?.header;
  const isSame = header !== undefined && entry.files.some((file) => isFileOf(file, header.fileBytes));
  return isSame && (offer.hasProjector || !entry.files.some(({ role }) => role === "projector"));
}

// Two different models of exactly the same size to the byte are not worth reading 7 GB to tell apart in a list.
function isFileOf(file: CatalogueEntry["files"][number], modelBytes: number): boolean {
  return file.role === "model" && file.bytes === modelBytes;
}

function withRecommendation(offers: readonly ModelOffer[]): readonly ModelOffer[] {
  const real = offers.filter(({ source }) => source !== "toy");
  const fitting = (offer: ModelOffer): boolean => offer.fit?.kind === "fits" || offer.fit?.kind === "slow";
  const byPlace = (kind: ModelOffer["state"]["kind"]): ModelOffer | undefined =>
    real
      .filter((offer) => offer.state.kind === kind && fitting(offer) && offer.hasProjector)
      .toSorted((one, other) => (kind === "here" ? other.bytes - one.bytes : 0))[0];
  const here = byPlace("here");
  const best = here ?? byPlace("absent") ?? offers.find(({ source }) => source === "toy");
  if (!best) return offers;
  const why = !fitting(best)
    ? "nothingElseFits"
    : here
      ? "hereAndFits"
      : best.fit?.kind === "slow"
        ? "slowButBest"
        : "bestThatFits";
  return [{ ...best, recommendation: why }, ...offers.filter((offer) => offer !== best)];
}
