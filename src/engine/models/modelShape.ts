import type { GgufMetadata } from "./ggufMetadata";

/** The numbers of a model that decide how much memory its cache and its computations take. */
export interface ModelShape {
  /** Keys and values of the layers that see the whole context, in bytes a token at 16 bits. */
  readonly globalCacheBytesPerToken: number;
  /** The same of the layers that see a sliding window. */
  readonly slidingCacheBytesPerToken: number;
  readonly slidingWindowTokens: number;
  /** Longest context that it was made for. */
  readonly contextTokens: number;
  readonly vocabularySize: number;
  readonly embeddingLength: number;
  readonly blockCount: number;
}

const bytesPerValue = 2;

/** Adds up the cache of all layers; undefined if the header lacks a number. */
export function shapeOf(
  metadata: GgufMetadata,
  facts: {
    readonly blockCount: number;
    readonly contextTokens: number;
    readonly vocabularySize: number;
    readonly embeddingLength: number;
  },
): ModelShape | undefined {
  const number = (key: string): number | undefined => {
    const value = metadata.get(`gemma4.attention.${key}`);
    return value?.kind === "number" ? value.value : undefined;
  };
  const { blockCount, contextTokens, vocabularySize, embeddingLength } = facts;
  const keyHeads = perLayer(metadata, "gemma4.attention.head_count_kv", blockCount);
  const isSliding = perLayer(metadata, "gemma4.attention.sliding_window_pattern", blockCount);
  const globalLength = sum(number("key_length"), number("value_length"));
  const slidingLength = sum(number("key_length_swa"), number("value_length_swa"));
  const slidingWindowTokens = number("sliding_window");
  if (!keyHeads || !isSliding || slidingWindowTokens === undefined) return undefined;
  if (globalLength === undefined || slidingLength === undefined) return undefined;
  // The last layers of the small models use the cache of an earlier one.
  const ownLayers = keyHeads.slice(0, blockCount - (number("shared_kv_layers") ?? 0));
  let [globalBytes, slidingBytes] = [0, 0];
  for (const [layer, heads] of ownLayers.entries()) {
    if (isSliding[layer]) slidingBytes += heads * slidingLength * bytesPerValue;
    else globalBytes += heads * globalLength * bytesPerValue;
  }
  return {
    globalCacheBytesPerToken: globalBytes,
    slidingCacheBytesPerToken: slidingBytes,
    slidingWindowTokens,
    contextTokens,
    vocabularySize,
    embeddingLength,
    blockCount,
  };
}

/** One number a layer; a single number counts for all of them. */
export function perLayer(metadata: GgufMetadata, key: string, layers: number): readonly number[] | undefined {
  const value = metadata.get(key);
  if (value?.kind === "number") return new Array<number>(Math.min(layers, 512)).fill(value.value);
  const numbers = value?.kind === "array" ? value.numbers : undefined;
  return numbers?.length === layers ? numbers : undefined;
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}
