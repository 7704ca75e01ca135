import { stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../protocol/failure";
import { readGguf, type GgufChatModel, type GgufModel } from "./models/gguf";
import { checkPair } from "./models/pairing";
import type { Devices } from "./sandbox/helpers";
import type { ModelFiles } from "./sandbox/launcher";
import { findServerBinary, type BinaryPlaces } from "./serverBinary";
import type { LocalModel } from "./loadModel";

/** Which files to load and how, as settings or the command line say. */
export interface LocalModelChoice {
  /** Model file; empty for the embedded toy model. */
  readonly modelPath: string;
  /** Projector file for pictures and sound; empty for none, or for the toy model's own. */
  readonly projectorPath: string;
  /** Drafter that was found to make this model faster here; empty or absent for none. */
  readonly drafterPath?: string;
  /** Largest context in tokens; a model that has less gets less. */
  readonly contextTokens: number;
  readonly threads: number;
  /** What may compute; the processor alone if absent. */
  readonly devices?: Devices;
}

// Wherever people see it.
const toyModelName = "toy model";

/** Checks the chosen files before any native code sees them, and finds the engine; throws `Failure`. */
export async function resolveLocalModel(choice: LocalModelChoice, places: BinaryPlaces): Promise<LocalModel> {
  const isToy = choice.modelPath === "";
  const files: ModelFiles = isToy ? toyFiles(places.extensionFolder) : chosenFiles(choice);
  const model = await readCached(files.model);
  if (model.role !== "model") {
    const detail = `it is a ${model.role}, which cannot answer on its own`;
    throw new Failure({ kind: "modelUnreadable", path: files.model, detail });
  }
  const projectorBytes = await partBytes(model, "projector", files.projector);
  const drafterBytes = await partBytes(model, "drafter", files.drafter);
  const binary = await findServerBinary(places);
  const contextTokens = Math.min(choice.contextTokens, model.contextTokens);
  return {
    name: modelName(choice.modelPath),
    isGreedy: isToy,
    fileBytes: model.fileBytes,
    server: {
      binary,
      devices: choice.devices ?? "cpu",
      files,
      contextTokens,
      threads: choice.threads,
      repacksWeights: true,
      memoryBytes: memoryBound(model.fileBytes, contextTokens),
      ...(model.shape && {
        need: { modelBytes: model.fileBytes, projectorBytes, drafterBytes, shape: model.shape },
      }),
    },
  };
}

/** Bytes of a file that belongs to the model, 0 for none; throws `Failure` if it is of another kind or another model. */
async function partBytes(
  model: GgufChatModel,
  role: "projector" | "drafter",
  file: string | undefined,
): Promise<number> {
  if (file === undefined) return 0;
  const part = await readCached(file);
  if (part.role === "model" || part.role !== role) {
    const wanted = role === "projector" ? "projector (mmproj)" : role;
    const detail = `it is a ${part.role}, but a ${wanted} is needed here`;
    throw new Failure({ kind: "modelUnreadable", path: file, detail });
  }
  checkPair(model, part);
  return part.fileBytes;
}

/** The embedded model's files. */
export function toyFiles(extensionFolder: string): ModelFiles {
  const folder = path.join(extensionFolder, "nano");
  return { model: path.join(folder, "nano.gguf"), projector: path.join(folder, "nano.mmproj.gguf") };
}

function chosenFiles({ modelPath, projectorPath, drafterPath = "" }: LocalModelChoice): ModelFiles {
  return {
    model: modelPath,
    ...(projectorPath !== "" && { projector: projectorPath }),
    ...(drafterPath !== "" && { drafter: drafterPath }),
  };
}

/** What people call a chosen model: its file without folder and ending; the toy model for an empty path. */
export function modelName(modelPath: string): string {
  return modelPath === "" ? toyModelName : path.basename(modelPath).replace(/\.gguf$/i, "");
}

// A bound against a runaway, not a forecast: weights may be repacked into a second copy, the cache takes 16 KB a token
// and 0.4 GB for the sliding layers of 12B, and compute buffers 1.2 GB at the batch that is used; half as much again.
function memoryBound(modelBytes: number, contextTokens: number): number {
  return Math.round(1.5 * (modelBytes + 16_384 * contextTokens + 2e9));
}

interface Checked {
  readonly sizeAndTime: string;
  readonly header: GgufModel;
}

const checked = new Map<string, Checked>();

// Asked before every question: a file that has not changed is not read again.
async function readCached(file: string): Promise<GgufModel> {
  const now = await stat(file).then(
    ({ size, mtimeMs, ino }) => `${String(size)} ${String(mtimeMs)} ${String(ino)}`,
    () => undefined, // absent or unreadable: the reader words it
  );
  const known = checked.get(file);
  if (known && now !== undefined && known.sizeAndTime === now) return known.header;
  const header = await readGguf(file);
  if (now !== undefined) checked.set(file, { sizeAndTime: now, header });
  return header;
}
