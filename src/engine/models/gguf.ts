import { keptKeys, readKeys, type KeyWidths } from "./drafterKeys";
import { openGguf, type GgufCursor } from "./ggufCursor";
import { readHeader, type GgufHeader } from "./ggufHeader";
import type { GgufMetadata } from "./ggufMetadata";
import { checkDecoderNumbers, checkProjectorNumbers } from "./ggufNumbers";
import { valueType } from "./ggufTypes";
import { shapeOf, type ModelShape } from "./modelShape";

/** What a file is for, recognised by its header and never by its name. */
export type GgufModel = GgufChatModel | GgufProjector | GgufDrafter;

export interface GgufChatModel {
  readonly role: "model";
  readonly path: string;
  readonly fileBytes: number;
  readonly architecture: string;
  /** The name its maker gave it, for people; empty if none was given. */
  readonly name: string;
  readonly contextTokens: number;
  readonly embeddingLength: number;
  readonly blockCount: number;
  readonly vocabularySize: number;
  /** What decides its memory; absent if the header does not say enough. */
  readonly shape?: ModelShape;
  /** What it keeps for a drafter; absent if the header does not say enough. */
  readonly keptKeys?: KeyWidths;
}

export interface GgufProjector {
  readonly role: "projector";
  readonly path: string;
  readonly fileBytes: number;
  readonly name: string;
  /** Must be the embedding length of the model that it is used with. */
  readonly embeddingLength: number;
  readonly vision: boolean;
  readonly audio: boolean;
}

export interface GgufDrafter {
  readonly role: "drafter";
  readonly path: string;
  readonly fileBytes: number;
  readonly architecture: string;
  readonly name: string;
  /** Must be the embedding length of the model that it guesses for. */
  readonly embeddingLength: number;
  /** Must be the model's too; absent if it has no vocabulary of its own. */
  readonly vocabularySize?: number;
  /** Must be no more than what the model keeps; absent if the header does not say enough. */
  readonly readKeys?: KeyWidths;
}

const visionProjectors = ["gemma4v", "gemma4uv"];
const audioProjectors = ["gemma4a", "gemma4ua"];

/** Checks a model file without loading it and says what it is; throws a `Failure` if llama-server should not see it. */
export async function readGguf(path: string): Promise<GgufModel> {
  const cursor = await openGguf(path);
  try {
    return describe(cursor, await readHeader(cursor));
  } catch (error) {
    throw error instanceof Error && "code" in error
      ? cursor.bad(`reading it failed (${String(error.code)})`)
      : error;
  } finally {
    await cursor.dispose();
  }
}

function describe(cursor: GgufCursor, { metadata, tensors }: GgufHeader): GgufModel {
  const architecture = text(metadata, "general.architecture");
  if (text(metadata, "general.type") === "adapter") throw cursor.bad("it is an adapter, not a whole model");
  if ((number(metadata, "split.count") ?? 1) > 1)
    throw cursor.bad("it is one part of a model split over several files");
  const file = { path: cursor.path, fileBytes: cursor.fileBytes, name: text(metadata, "general.name") };
  switch (architecture) {
    case "gemma4":
      checkDecoderNumbers({ cursor, metadata }, architecture);
      return { role: "model", ...file, architecture, ...modelFacts(cursor, metadata) };
    case "clip":
      checkProjectorNumbers({ cursor, metadata }, tensors);
      return { role: "projector", ...file, ...projectorFacts(cursor, metadata) };
    case "gemma4-assistant":
      checkDecoderNumbers({ cursor, metadata }, architecture);
      return { role: "drafter", ...file, architecture, ...drafterFacts(cursor, metadata) };
    case "":
      throw cursor.bad("it does not say what architecture it has");
    default:
      throw cursor.bad(`architecture ${architecture} is not supported`);
  }
}

function modelFacts(
  cursor: GgufCursor,
  metadata: GgufMetadata,
): Omit<GgufChatModel, "role" | "path" | "fileBytes" | "name" | "architecture"> {
  const vocabularySize = tokenCount(metadata);
  if (vocabularySize === 0) throw cursor.bad("it has no vocabulary");
  if (text(metadata, "tokenizer.chat_template") === "") throw cursor.bad("it has no chat template");
  const facts = {
    contextTokens: count(cursor, metadata, "gemma4.context_length"),
    embeddingLength: count(cursor, metadata, "gemma4.embedding_length"),
    blockCount: count(cursor, metadata, "gemma4.block_count"),
    vocabularySize,
  };
  const [shape, kept] = [shapeOf(metadata, facts), keptKeys(metadata, facts.blockCount)];
  return { ...facts, ...(shape && { shape }), ...(kept && { keptKeys: kept }) };
}

function drafterFacts(
  cursor: GgufCursor,
  metadata: GgufMetadata,
): Pick<GgufDrafter, "embeddingLength" | "vocabularySize" | "readKeys"> {
  const vocabularySize = tokenCount(metadata);
  const reads = readKeys(metadata, number(metadata, "gemma4-assistant.block_count") ?? 0);
  return {
    embeddingLength: count(cursor, metadata, "gemma4-assistant.embedding_length_out"),
    ...(vocabularySize > 0 && { vocabularySize }),
    ...(reads && { readKeys: reads }),
  };
}

function tokenCount(metadata: GgufMetadata): number {
  const tokens = metadata.get("tokenizer.ggml.tokens");
  return tokens?.kind === "array" && tokens.elementType === valueType.string ? tokens.count : 0;
}

function projectorFacts(
  cursor: GgufCursor,
  metadata: GgufMetadata,
): Pick<GgufProjector, "embeddingLength" | "vision" | "audio"> {
  const vision = hasEncoder(cursor, metadata, "vision");
  const audio = hasEncoder(cursor, metadata, "audio");
  const lengths = [
    ...(vision ? [count(cursor, metadata, "clip.vision.projection_dim")] : []),
    ...(audio ? [count(cursor, metadata, "clip.audio.projection_dim")] : []),
  ];
  const [embeddingLength, otherLength = embeddingLength] = lengths;
  if (embeddingLength === undefined) throw cursor.bad("it reads neither pictures nor sound");
  if (embeddingLength !== otherLength)
    throw cursor.bad("its parts for pictures and sound do not belong together");
  return { embeddingLength, vision, audio };
}

function hasEncoder(cursor: GgufCursor, metadata: GgufMetadata, sense: "vision" | "audio"): boolean {
  const flag = metadata.get(`clip.has_${sense}_encoder`);
  if (flag?.kind !== "boolean" || !flag.value) return false;
  const type = text(metadata, "clip.projector_type") || text(metadata, `clip.${sense}.projector_type`);
  if ((sense === "vision" ? visionProjectors : audioProjectors).includes(type)) return true;
  throw cursor.bad(`the ${sense} projector ${type || "without a type"} is not supported`);
}

function count(cursor: GgufCursor, metadata: GgufMetadata, key: string): number {
  const value = number(metadata, key);
  if (value !== undefined && Number.isInteger(value) && value >= 1 && value <= 1 << 30) return value;
  throw cursor.bad(
    value === undefined ? `its metadata lacks ${key}` : `its metadata ${key} is ${String(value)}`,
  );
}

function number(metadata: GgufMetadata, key: string): number | undefined {
  const entry = metadata.get(key);
  return entry?.kind === "number" ? entry.value : undefined;
}

/** Text for people and comparisons: trimmed, without control characters; empty if absent. */
function text(metadata: GgufMetadata, key: string): string {
  const entry = metadata.get(key);
  return entry?.kind === "text" ? entry.start.replace(/\p{C}+/gu, " ").trim() : "";
}
