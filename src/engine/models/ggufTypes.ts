/** Bytes of one value of each fixed-size metadata type, by type number; strings (8) and arrays (9) are not fixed. */
export const valueBytes: Readonly<Record<number, number>> = {
  0: 1, // uint8
  1: 1, // int8
  2: 2, // uint16
  3: 2, // int16
  4: 4, // uint32
  5: 4, // int32
  6: 4, // float32
  7: 1, // bool
  10: 8, // uint64
  11: 8, // int64
  12: 8, // float64
};

/** Type numbers of metadata values that are read, not only passed over. */
export const valueType = {
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
} as const;

/** Elements and bytes of one block of a tensor type, as in llama.cpp's ggml.c and ggml-common.h. */
export interface TensorType {
  readonly blockElements: number;
  readonly blockBytes: number;
}

const ggmlTypes: readonly (readonly [id: number, blockElements: number, blockBytes: number])[] = [
  [0, 1, 4], // f32
  [1, 1, 2], // f16
  [2, 32, 18], // q4_0
  [3, 32, 20], // q4_1
  [6, 32, 22], // q5_0
  [7, 32, 24], // q5_1
  [8, 32, 34], // q8_0
  [9, 32, 36], // q8_1
  [10, 256, 84], // q2_K
  [11, 256, 110], // q3_K
  [12, 256, 144], // q4_K
  [13, 256, 176], // q5_K
  [14, 256, 210], // q6_K
  [15, 256, 292], // q8_K
  [16, 256, 66], // iq2_xxs
  [17, 256, 74], // iq2_xs
  [18, 256, 98], // iq3_xxs
  [19, 256, 50], // iq1_s
  [20, 32, 18], // iq4_nl
  [21, 256, 110], // iq3_s
  [22, 256, 82], // iq2_s
  [23, 256, 136], // iq4_xs
  [24, 1, 1], // i8
  [25, 1, 2], // i16
  [26, 1, 4], // i32
  [27, 1, 8], // i64
  [28, 1, 8], // f64
  [29, 256, 56], // iq1_m
  [30, 1, 2], // bf16
  [34, 256, 54], // tq1_0
  [35, 256, 66], // tq2_0
  [39, 32, 17], // mxfp4
  [40, 64, 36], // nvfp4
  [41, 128, 18], // q1_0
  [42, 64, 18], // q2_0
];

/** Tensor types by number; removed types are absent on purpose. */
export const tensorTypes: ReadonlyMap<number, TensorType> = new Map(
  ggmlTypes.map(([id, blockElements, blockBytes]) => [id, { blockElements, blockBytes }]),
);
