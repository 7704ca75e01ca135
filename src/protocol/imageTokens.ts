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

/** Tokens that a picture of this size takes, with the marks around it. */
export function imageTokens(size: PixelSize): number {
  return patchesOf(size) + markTokens;
}

/**
 * The largest size of the same shape that is read as at most `tokens` patches; the picture's own if it is small enough.
 * Below `minImageTokens` no size gets, and of most shapes not quite down to it.
 */
export function sizeWithin(size: PixelSize, tokens: number): PixelSize {
  const first = Math.min(1, Math.sqrt((tokens * patchPx ** 2) / (size.width * size.height)));
  // Sides are read in whole patches, which may be a row or a column more.
  for (let scale = first; ; scale *= 0.99) {
    const fitted = {
      width: Math.max(1, Math.floor(size.width * scale)),
      height: Math.max(1, Math.floor(size.height * scale)),
    };
    const isLeast = fitted.width * fitted.height <= minImageTokens * patchPx ** 2;
    if (isLeast || patchesOf(fitted) <= tokens) return fitted;
  }
}

function patchesOf(size: PixelSize): number {
  const read = readSize(size);
  return (read.width / patchPx) * (read.height / patchPx);
}
