/** Side of the square of pixels that one token stands for. */
const patchPx = 48;
const minImageTokens = 70;
export const maxImageTokens = 1120;
/** Marks before and after a picture. */
const markTokens = 2;

/** Choices for how many tokens a picture may take; a screenshot needs the largest to stay legible. */
export const imageBudgets = [1120, 560, 280, 140, 70] as const;

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** The size at which the model reads a picture: sides in whole patches, as llama.cpp's mtmd scales it. */
export function readSize({ width, height }: PixelSize): PixelSize {
  const patches = (side: number, round: (x: number) => number, scale = 1): number =>
    Math.max(1, round((side * scale) / patchPx)) * patchPx;
  const rounded = { width: patches(width, Math.round), height: patches(height, Math.round) };
  const [least, most] = [minImageTokens * patchPx ** 2, maxImageTokens * patchPx ** 2];
  const area = rounded.width * rounded.height;
  if (area > most) {
    const scale = Math.sqrt(most / (width * height));
    return { width: patches(width, Math.floor, scale), height: patches(height, Math.floor, scale) };
  }
  if (area < least) {
    const scale = Math.sqrt(least / (width * height));
    return { width: patches(width, Math.ceil, scale), height: patches(height, Math.ceil, scale) };
  }
  return rounded;
}

export function isSameSize(a: PixelSize, b: PixelSize): boolean {
  return a.width === b.width && a.height === b.height;
}

/** Tokens that a picture of this size takes. */
export function imageTokens(size: PixelSize): number {
  const read = readSize(size);
  return (read.width / patchPx) * (read.height / patchPx) + markTokens;
}

/** The largest size of the same shape that costs at most about `tokens`; the picture's own if it is small enough. */
export function sizeWithin(size: PixelSize, tokens: number): PixelSize {
  const scale = Math.min(1, Math.sqrt((tokens * patchPx ** 2) / (size.width * size.height)));
  return {
    width: Math.max(1, Math.floor(size.width * scale)),
    height: Math.max(1, Math.floor(size.height * scale)),
  };
}
