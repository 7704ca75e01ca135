/** A GGUF file as data, to be spoilt in one place by each test. */
export interface GgufParts {
  readonly magic?: string;
  readonly version?: number;
  readonly tensorCount?: number | bigint;
  readonly keyCount?: number | bigint;
  readonly metadata: readonly (readonly [key: string, value: Buffer])[];
  readonly tensors: readonly TensorParts[];
  readonly dataBytes: number;
}

export interface TensorParts {
  readonly name: string;
  readonly lengths: readonly (number | bigint)[];
  readonly type: number;
  readonly offset: number | bigint;
}

/** The bytes of the file that the parts describe. */
export function ggufFile(parts: GgufParts): Buffer {
  const header = Buffer.concat([
    Buffer.from(parts.magic ?? "GGUF"),
    u32(parts.version ?? 3),
    u64(parts.tensorCount ?? parts.tensors.length),
    u64(parts.keyCount ?? parts.metadata.length),
    ...parts.metadata.flatMap(([key, value]) => [string(key), value]),
    ...parts.tensors.flatMap((tensor) => [
      string(tensor.name),
      u32(tensor.lengths.length),
      ...tensor.lengths.map(u64),
      u32(tensor.type),
      u64(tensor.offset),
    ]),
  ]);
  const padding = Buffer.alloc((32 - (header.length % 32)) % 32);
  return Buffer.concat([header, padding, Buffer.alloc(parts.dataBytes)]);
}

/** A small well-formed chat model. */
export function chatModelParts(): GgufParts {
  return {
    metadata: [
      ["general.architecture", text("gemma4")],
      ["general.name", text("Small one")],
      ["gemma4.context_length", uint32(4096)],
      ["gemma4.embedding_length", uint32(256)],
      ["gemma4.block_count", uint32(6)],
      ["tokenizer.ggml.tokens", texts(["<pad>", "a", "b"])],
      ["tokenizer.chat_template", text("{{ messages }}")],
    ],
    tensors: [
      { name: "token_embd.weight", lengths: [32, 2], type: 2, offset: 0 },
      { name: "output_norm.weight", lengths: [4], type: 0, offset: 64 },
    ],
    dataBytes: 80,
  };
}

/** A small well-formed projector for pictures and sound. */
export function projectorParts(): GgufParts {
  return {
    metadata: [
      ["general.architecture", text("clip")],
      ["clip.has_vision_encoder", bool(1)],
      ["clip.has_audio_encoder", bool(1)],
      ["clip.vision.projector_type", text("gemma4uv")],
      ["clip.vision.projection_dim", uint32(256)],
      ["clip.audio.projector_type", text("gemma4ua")],
      ["clip.audio.projection_dim", uint32(256)],
    ],
    tensors: [{ name: "mm.input_projection.weight", lengths: [4], type: 30, offset: 0 }],
    dataBytes: 8,
  };
}

/** A small well-formed drafter for the small chat model; like the published ones it has no keys of its own. */
export function drafterParts(): GgufParts {
  const key = (name: string, value: Buffer): readonly [string, Buffer] => [`gemma4-assistant.${name}`, value];
  return {
    metadata: [
      ["general.architecture", text("gemma4-assistant")],
      ["general.name", text("Small drafter")],
      key("context_length", uint32(4096)),
      key("embedding_length", uint32(64)),
      key("embedding_length_out", uint32(256)),
      key("block_count", uint32(4)),
      key("nextn_predict_layers", uint32(4)),
      key("attention.shared_kv_layers", uint32(4)),
      key("attention.head_count_kv", list(5, [2, 2, 2, 1].map(u32))),
      key("attention.sliding_window_pattern", list(7, [1, 1, 1, 0].map(byte))),
      key("attention.key_length", uint32(128)),
      key("attention.key_length_swa", uint32(64)),
      ["tokenizer.ggml.tokens", texts(["<pad>", "a", "b"])],
    ],
    tensors: [{ name: "nextn.pre_projection.weight", lengths: [4], type: 30, offset: 0 }],
    dataBytes: 8,
  };
}

/** The attention of the small chat model: five layers with a sliding window, one without. */
export function withAttention(parts: GgufParts): GgufParts {
  const layers: readonly (readonly [key: string, value: Buffer])[] = [
    ["head_count_kv", list(5, [2, 2, 2, 2, 2, 1].map(u32))],
    ["sliding_window_pattern", list(7, [1, 1, 1, 1, 1, 0].map(byte))],
    ["key_length", uint32(128)],
    ["value_length", uint32(128)],
    ["key_length_swa", uint32(64)],
    ["value_length_swa", uint32(64)],
    ["sliding_window", uint32(512)],
  ];
  return layers.reduce(
    (changed, [key, value]) => withMetadata(changed, `gemma4.attention.${key}`, value),
    parts,
  );
}

/** The same file with one metadata value replaced, added or (undefined) removed. */
export function withMetadata(parts: GgufParts, key: string, value: Buffer | undefined): GgufParts {
  const others = parts.metadata.filter(([name]) => name !== key);
  return { ...parts, metadata: value === undefined ? others : [...others, [key, value]] };
}

export function text(value: string): Buffer {
  return Buffer.concat([u32(8), string(value)]);
}

export function texts(values: readonly string[]): Buffer {
  return list(8, values.map(string));
}

/** A list of values that are written already; `type` is that of each. */
export function list(type: number, values: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(9), u32(type), u64(values.length), ...values]);
}

export function uint32(value: number): Buffer {
  return Buffer.concat([u32(4), u32(value)]);
}

export function float32(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(6);
  bytes.writeFloatLE(value, 4);
  return bytes;
}

export function bool(value: number): Buffer {
  return Buffer.concat([u32(7), Buffer.from([value])]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function byte(value: number): Buffer {
  return Buffer.from([value]);
}

function string(value: string): Buffer {
  return Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
}
