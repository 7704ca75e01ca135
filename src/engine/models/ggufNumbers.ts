import type { GgufCursor } from "./ggufCursor";
import type { GgufMetadata } from "./ggufMetadata";
import type { TensorShapes } from "./ggufTensors";

/** llama.cpp's LLAMA_MAX_LAYERS and LLAMA_MAX_EXPERTS. */
const maxLayers = 512;
const maxExperts = 1024;
/** Far beyond any Gemma 4; what is multiplied with them stays below 2^53. */
const maxContextTokens = 2 ** 30;
const maxKeyLength = 65_536;
const ropeScalings = ["none", "linear", "yarn", "longrope"];
const tokenizers = ["gemma4", "llama", "gpt2"];
const isTokenId = /^tokenizer\.ggml\.\w+_id$/;

/** Where numbers come from, and the file to blame. */
interface Source {
  readonly cursor: GgufCursor;
  readonly metadata: GgufMetadata;
}

/**
 * Refuses numbers of a model or drafter that llama.cpp believes unseen, and that make it abort, allocate without end or
 * never return; what it refuses by itself, with a reason, is left to it. `prefix` is the architecture.
 */
export function checkDecoderNumbers(source: Source, prefix: string): void {
  const key = (name: string): string => `${prefix}.${name}`;
  const layers = within(source, key("block_count"), 1, maxLayers) ?? maxLayers;
  const contextTokens = within(source, key("context_length"), 1, maxContextTokens) ?? maxContextTokens;
  within(source, key("attention.sliding_window"), 1, contextTokens);
  within(source, key("nextn_predict_layers"), 0, layers);
  const experts = within(source, key("expert_count"), 0, maxExperts) ?? 0;
  within(source, key("expert_used_count"), Math.min(experts, 1), experts);
  if (experts > 0 && !source.metadata.has(key("expert_used_count"))) {
    throw source.cursor.bad(`its metadata lacks ${key("expert_used_count")}`);
  }
  within(source, key("expert_group_count"), 0, 0); // no Gemma 4 has any
  smallFraction(source, key("attention.layer_norm_rms_epsilon"));
  for (const suffix of ["", "_swa"]) {
    const keyLength = within(source, key(`attention.key_length${suffix}`), 1, maxKeyLength);
    if (keyLength === undefined) continue;
    within(source, key(`attention.value_length${suffix}`), keyLength, keyLength);
    const turned = within(source, key(`rope.dimension_count${suffix}`), 2, keyLength) ?? 0;
    if (turned % 2 !== 0) throw wrong(source, key(`rope.dimension_count${suffix}`));
  }
  oneOf(source, key("rope.scaling.type"), ropeScalings);
  oneOf(source, "tokenizer.ggml.model", tokenizers);
  // Every layer of a drafter reads the model's keys, and the published ones say so: llama.cpp passes over it.
  if (prefix === "gemma4") checkSharedLayers(source, layers);
  checkTokenIds(source);
  checkSampling(source);
}

/** Refuses numbers of a projector that make mtmd abort while it loads or reads its first picture. */
export function checkProjectorNumbers(source: Source, tensors: TensorShapes): void {
  for (const sense of ["vision", "audio"])
    smallFraction(source, `clip.${sense}.attention.layer_norm_epsilon`);
  const merged = within(source, "clip.vision.projector.scale_factor", 1, 64) ?? 3;
  const patch = within(source, "clip.vision.patch_size", 1, 1024);
  const type = source.metadata.get("clip.vision.projector_type");
  // Only the projector without a tower takes merged patches as rows of red, green and blue.
  if (type?.kind !== "text" || type.start !== "gemma4uv" || patch === undefined) return;
  const [rowLength, width] = tensors.get("v.patch_embd.weight") ?? [];
  if (rowLength !== (patch * merged) ** 2 * 3) throw wrong(source, "clip.vision.patch_size");
  within(source, "clip.vision.embedding_length", width ?? 1, width ?? maxKeyLength);
}

// The last layers of small models read the keys of the last sliding and the last global layer before them.
function checkSharedLayers(source: Source, layers: number): void {
  const key = "gemma4.attention.shared_kv_layers";
  const shared = within(source, key, 0, layers) ?? 0;
  if (shared === 0) return;
  const pattern = source.metadata.get("gemma4.attention.sliding_window_pattern");
  const isSliding = pattern?.kind === "array" ? (pattern.numbers ?? []) : [];
  const first = layers - shared;
  if (first < 2 || !isSliding[first - 2] || isSliding[first - 1]) throw wrong(source, key);
}

function checkTokenIds(source: Source): void {
  const tokens = source.metadata.get("tokenizer.ggml.tokens");
  if (tokens?.kind !== "array") return;
  for (const key of source.metadata.keys()) {
    if (isTokenId.test(key)) within(source, key, 0, tokens.count - 1);
  }
}

// Gloss sends its own with each question, but a model's are looked at when it is loaded.
function checkSampling(source: Source): void {
  within(source, "general.sampling.mirostat", 0, 2);
  for (const key of source.metadata.keys()) {
    const value = key.startsWith("general.sampling.") ? (numberOf(source, key) ?? 0) : 0;
    if (!Number.isFinite(value) || (key.endsWith(".penalty_repeat") && value <= 0)) throw wrong(source, key);
  }
}

function oneOf({ cursor, metadata }: Source, key: string, known: readonly string[]): void {
  const entry = metadata.get(key);
  if (entry?.kind !== "text" || known.includes(entry.start)) return;
  throw cursor.bad(`its metadata ${key} is unknown`);
}

/** A whole number, both bounds included; undefined if it is absent, or of a type that llama.cpp refuses. */
function within(source: Source, key: string, least: number, most: number): number | undefined {
  const value = numberOf(source, key);
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(source, key);
}

// What keeps a division from zero; "not a number" fails too.
function smallFraction(source: Source, key: string): void {
  const value = numberOf(source, key);
  if (value !== undefined && !(value >= 0 && value < 1)) throw wrong(source, key);
}

function wrong(source: Source, key: string): Error {
  return source.cursor.bad(`its metadata ${key} is ${String(numberOf(source, key))}`);
}

function numberOf({ metadata }: Source, key: string): number | undefined {
  const entry = metadata.get(key);
  return entry?.kind === "number" ? entry.value : undefined;
}
