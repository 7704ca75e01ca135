import { readFileSync } from "node:fs";
import path from "node:path";
import { float32, ggufFile, list, text, uint32, u32, type GgufParts } from "../unit/models/ggufFile";
import { root } from "./paths";
import { seededRandom } from "./seededRandom";

// The layout of Gemma 4's drafter in the embedded model's sizes: two layers that read the cache of the last two of it.
const [width, targetWidth, wide, heads, vocabulary] = [128, 256, 256, 4, 1582];

/**
 * A drafter for the embedded model with random weights: it guesses nothing right, but the engine runs all that it would
 * run with a trained one.
 */
export function randomDrafter(): Buffer {
  const key = (name: string, value: Buffer): readonly [string, Buffer] => [`gemma4-assistant.${name}`, value];
  const shapes: readonly (readonly [name: string, ...lengths: number[]])[] = [
    ["token_embd.weight", width, vocabulary],
    ["output_norm.weight", width],
    ["nextn.pre_projection.weight", 2 * targetWidth, width],
    ["nextn.post_projection.weight", width, targetWidth],
    ["rope_freqs.weight", 64],
    ...[64, 128].flatMap((headLength, layer): (readonly [string, ...number[]])[] => [
      [`blk.${String(layer)}.attn_norm.weight`, width],
      [`blk.${String(layer)}.attn_q.weight`, width, headLength * heads],
      [`blk.${String(layer)}.attn_output.weight`, headLength * heads, width],
      [`blk.${String(layer)}.attn_q_norm.weight`, headLength],
      [`blk.${String(layer)}.post_attention_norm.weight`, width],
      [`blk.${String(layer)}.layer_output_scale.weight`, 1],
      [`blk.${String(layer)}.ffn_norm.weight`, width],
      [`blk.${String(layer)}.ffn_gate.weight`, width, wide],
      [`blk.${String(layer)}.ffn_up.weight`, width, wide],
      [`blk.${String(layer)}.ffn_down.weight`, wide, width],
      [`blk.${String(layer)}.post_ffw_norm.weight`, width],
    ]),
  ];
  const random = seededRandom(7);
  let offset = 0;
  const tensors = shapes.map(([name, ...lengths]) => {
    const tensor = { name, lengths, type: 0, offset };
    offset = Math.ceil((offset + 4 * product(lengths)) / 32) * 32;
    return tensor;
  });
  const weights = Buffer.alloc(offset);
  for (const { offset: start, lengths } of tensors) {
    for (let index = 0; index < product(lengths); index++) {
      weights.writeFloatLE((random() - 0.5) / 4, start + 4 * index);
    }
  }
  const parts: GgufParts = {
    metadata: [
      ["general.architecture", text("gemma4-assistant")],
      ["general.name", text("Random drafter")],
      key("block_count", uint32(2)),
      key("nextn_predict_layers", uint32(2)),
      key("context_length", uint32(4096)),
      key("embedding_length", uint32(width)),
      key("embedding_length_out", uint32(targetWidth)),
      key("feed_forward_length", uint32(wide)),
      key("attention.shared_kv_layers", uint32(2)),
      key("attention.head_count", uint32(heads)),
      key("attention.head_count_kv", list(5, [u32(2), u32(1)])),
      key("attention.key_length", uint32(128)),
      key("attention.value_length", uint32(128)),
      key("attention.key_length_swa", uint32(64)),
      key("attention.value_length_swa", uint32(64)),
      key("attention.sliding_window", uint32(512)),
      key("attention.sliding_window_pattern", list(7, [Buffer.from([1]), Buffer.from([0])])),
      key("attention.layer_norm_rms_epsilon", float32(1e-6)),
      key("rope.dimension_count", uint32(128)),
      key("rope.dimension_count_swa", uint32(64)),
      key("rope.freq_base", float32(1e6)),
      key("rope.freq_base_swa", float32(1e4)),
      ...tokenizerOf(readFileSync(path.join(root, "nano", "nano.gguf"))),
    ],
    tensors,
    dataBytes: 0,
  };
  return Buffer.concat([ggufFile(parts), weights]);
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all * length, 1);
}

/** The vocabulary of a model file, entry by entry as it stands there. */
function tokenizerOf(file: Buffer): readonly (readonly [key: string, value: Buffer])[] {
  const valueBytes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];
  const count = Number(file.readBigUInt64LE(16));
  const found: [string, Buffer][] = [];
  let at = 24;
  const string = (): number => (at += 8 + Number(file.readBigUInt64LE(at)));
  const value = (type: number): void => {
    if (type === 8) string();
    else if (type === 9) {
      const [inner, length] = [file.readUInt32LE(at), Number(file.readBigUInt64LE(at + 4))];
      at += 12;
      for (let index = 0; index < length; index++) value(inner);
    } else at += valueBytes[type] ?? 0;
  };
  for (let index = 0; index < count; index++) {
    const start = at + 8;
    const key = file.subarray(start, string()).toString();
    const valueStart = at;
    at += 4;
    value(file.readUInt32LE(valueStart));
    if (key.startsWith("tokenizer.")) found.push([key, file.subarray(valueStart, at)]);
  }
  return found;
}
