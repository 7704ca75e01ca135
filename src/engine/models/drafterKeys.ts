import type { GgufMetadata } from "./ggufMetadata";
import { perLayer } from "./modelShape";

/** Numbers of all keys of a token in one layer of the cache. */
export interface KeyWidths {
  readonly sliding: number;
  readonly global: number;
}

/** What a model keeps in the layers that drafters read: its last two. Undefined if the header lacks a number. */
export function keptKeys(metadata: GgufMetadata, blockCount: number): KeyWidths | undefined {
  const heads = perLayer(metadata, "gemma4.attention.head_count_kv", blockCount);
  return widths(metadata, "gemma4", { sliding: heads?.at(-2), global: heads?.at(-1) });
}

/** What a drafter reads at most; it has no keys of its own. Undefined if the header lacks a number. */
export function readKeys(metadata: GgufMetadata, blockCount: number): KeyWidths | undefined {
  const prefix = "gemma4-assistant";
  const heads = perLayer(metadata, `${prefix}.attention.head_count_kv`, blockCount);
  const isSliding = perLayer(metadata, `${prefix}.attention.sliding_window_pattern`, blockCount);
  if (!heads || !isSliding) return undefined;
  const most = (sliding: boolean): number =>
    Math.max(0, ...heads.filter((_, layer) => Boolean(isSliding[layer]) === sliding));
  return widths(metadata, prefix, { sliding: most(true), global: most(false) });
}

function widths(
  metadata: GgufMetadata,
  prefix: string,
  heads: { readonly sliding: number | undefined; readonly global: number | undefined },
): KeyWidths | undefined {
  const length = (suffix: string): number | undefined => {
    const value = metadata.get(`${prefix}.attention.key_length${suffix}`);
    return value?.kind === "number" ? value.value : undefined;
  };
  const [slidingLength, globalLength] = [length("_swa"), length("")];
  if (heads.sliding === undefined || heads.global === undefined) return undefined;
  if (slidingLength === undefined || globalLength === undefined) return undefined;
  return { sliding: heads.sliding * slidingLength, global: heads.global * globalLength };
}
