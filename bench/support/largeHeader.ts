import { truncateSync, writeFileSync } from "node:fs";

// Numbers of Gemma 4 12B: layers, embedding, feed-forward, heads, vocabulary and merges of its tokenizer.
const layers = 48;
const embedding = 3840;
const feedForward = 15_360;
const heads = 16;
const vocabulary = 262_144;
const merges = 514_906;
const contextTokens = 262_144;
const isGlobal = (layer: number): boolean => layer % 6 === 5;

type Tensor = readonly [name: string, type: keyof typeof kinds, ...lengths: number[]];

/** Id, values of a block and its bytes of each type of weights. */
const kinds = { f32: [0, 1, 4], q4: [2, 32, 18] } as const;
const types = { u32: 4, i32: 5, f32: 6, bool: 7, text: 8, list: 9 } as const;

/** Writes a file with the whole header of Gemma 4 12B, and a hole where its 7 GB of weights would be; its size in bytes. */
export function writeLargeModel(file: string): { readonly headerBytes: number; readonly fileBytes: number } {
  const entries = metadata();
  const placed: Buffer[] = [];
  let end = 0;
  const all = tensors();
  for (const [name, type, ...lengths] of all) {
    const [id, block, blockBytes] = kinds[type];
    placed.push(text(name), u32(lengths.length), ...lengths.map(u64), u32(id), u64(end));
    const bytes = (lengths.reduce((product, length) => product * length, 1) / block) * blockBytes;
    end = Math.ceil((end + bytes) / 32) * 32;
  }
  const header = Buffer.concat([
    Buffer.from("GGUF"),
    ...[u32(3), u64(all.length), u64(entries.length)],
    ...entries.flat(),
    ...placed,
  ]);
  const fileBytes = Math.ceil(header.length / 32) * 32 + end;
  writeFileSync(file, header);
  truncateSync(file, fileBytes);
  return { headerBytes: header.length, fileBytes };
}

function metadata(): readonly (readonly Buffer[])[] {
  const perLayer = <T>(value: (layer: number) => T): T[] =>
    Array.from({ length: layers }, (_, i) => value(i));
  const many = <T>(count: number, value: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => value(i));
  const key = (name: string, type: number, value: Buffer): readonly Buffer[] => [
    text(name),
    u32(type),
    value,
  ];
  const own = (name: string, value: number): readonly Buffer[] =>
    key(`gemma4.${name}`, types.u32, u32(value));
  const list = (name: string, type: number, values: readonly Buffer[]): readonly Buffer[] =>
    key(name, types.list, Buffer.concat([u32(type), u64(values.length), ...values]));
  return [
    key("general.architecture", types.text, text("gemma4")),
    key("general.name", types.text, text("A header as large as that of Gemma 4 12B")),
    own("block_count", layers),
    own("context_length", contextTokens),
    own("embedding_length", embedding),
    own("feed_forward_length", feedForward),
    own("attention.head_count", heads),
    list(
      "gemma4.attention.head_count_kv",
      types.i32,
      perLayer((layer) => u32(isGlobal(layer) ? 1 : 8)),
    ),
    list(
      "gemma4.attention.sliding_window_pattern",
      types.bool,
      perLayer((layer) => Buffer.from([isGlobal(layer) ? 0 : 1])),
    ),
    own("attention.key_length", 512),
    own("attention.value_length", 512),
    own("attention.key_length_swa", 256),
    own("attention.value_length_swa", 256),
    own("attention.sliding_window", 1024),
    key("tokenizer.ggml.model", types.text, text("gemma4")),
    list(
      "tokenizer.ggml.tokens",
      types.text,
      many(vocabulary, (i) => text(`token${String(i)}`)),
    ),
    list(
      "tokenizer.ggml.scores",
      types.f32,
      many(vocabulary, () => u32(0)),
    ),
    list(
      "tokenizer.ggml.token_type",
      types.i32,
      many(vocabulary, () => u32(1)),
    ),
    list(
      "tokenizer.ggml.merges",
      types.text,
      many(merges, (i) => text(`to ken${String(i)}`)),
    ),
    key("tokenizer.ggml.bos_token_id", types.u32, u32(2)),
    key("tokenizer.chat_template", types.text, text("{{ messages }}".padEnd(16_000))),
  ];
}

function tensors(): readonly Tensor[] {
  const block = (layer: number): Tensor[] => {
    const [length, keyHeads] = isGlobal(layer) ? [512, 1] : [256, 8];
    const name = (part: string): string => `blk.${String(layer)}.${part}.weight`;
    return [
      [name("attn_norm"), "f32", embedding],
      [name("attn_q"), "q4", embedding, length * heads],
      [name("attn_k"), "q4", embedding, length * keyHeads],
      ...(isGlobal(layer) ? [] : [[name("attn_v"), "q4", embedding, length * keyHeads] as const]),
      [name("attn_output"), "q4", length * heads, embedding],
      [name("attn_q_norm"), "f32", length],
      [name("attn_k_norm"), "f32", length],
      [name("post_attention_norm"), "f32", embedding],
      [name("layer_output_scale"), "f32", 1],
      [name("ffn_norm"), "f32", embedding],
      [name("ffn_gate"), "q4", embedding, feedForward],
      [name("ffn_up"), "q4", embedding, feedForward],
      [name("ffn_down"), "q4", feedForward, embedding],
      [name("post_ffw_norm"), "f32", embedding],
    ];
  };
  return [
    ["token_embd.weight", "q4", embedding, vocabulary],
    ["output_norm.weight", "f32", embedding],
    ["rope_freqs.weight", "f32", 256],
    ...Array.from({ length: layers }, (_, layer) => block(layer)).flat(),
  ];
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
