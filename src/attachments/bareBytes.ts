import { asciiAt, type ImageInfo } from "./imageFacts";
import { readImage } from "./imageInfo";
import { jpegSegments, type JpegSegment } from "./jpegInfo";
import { pngChunks } from "./pngInfo";

/** What the pixels of a PNG and their colours need. All else may tell of place, time, author, or earlier versions. */
const pngPixels = new Set([
  ...["IHDR", "PLTE", "tRNS", "IDAT", "IEND"],
  ...["gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "pHYs"],
]);

/**
 * A picture without what else is in its file, its pixels untouched: the same bytes if there is nothing else. Undefined
 * if only drawing it anew helps, since it must be turned, or is of a kind or in colours that are not sent as they are.
 * `known` is what `readImage` says of it, for those who have asked.
 */
export function bareBytes(mimeType: string, bytes: Uint8Array, known?: ImageInfo): Uint8Array | undefined {
  if (mimeType !== "image/png" && mimeType !== "image/jpeg") return undefined;
  const info = known ?? readImage(mimeType, bytes);
  if (info.kind === "bad" || info.orientation !== 1 || info.isCmyk) return undefined;
  return mimeType === "image/png" ? barePng(bytes) : bareJpeg(bytes);
}

function barePng(bytes: Uint8Array): Uint8Array | undefined {
  const chunks = pngChunks(bytes);
  if (!chunks) return undefined;
  const pixels = chunks.filter(({ type }) => pngPixels.has(type));
  return joined(bytes, [bytes.subarray(0, 8), ...pixels.map(({ from, to }) => bytes.subarray(from, to))]);
}

function bareJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const segments = jpegSegments(bytes);
  if (typeof segments === "string") return undefined;
  const pixels = segments.filter((segment) => isJpegPixels(bytes, segment));
  const parts = pixels.map(({ from, to }) => bytes.subarray(from, to));
  return joined(bytes, [Uint8Array.of(0xff, 0xd8), ...parts, Uint8Array.of(0xff, 0xd9)]);
}

/** Tables and scans, the density without its thumbnail, and what says how colours are meant. */
function isJpegPixels(bytes: Uint8Array, { marker, body, to }: JpegSegment): boolean {
  if (marker === 0xe0) return asciiAt(bytes, body, 4) === "JFIF" && to - body === 14;
  if (marker === 0xe2) return asciiAt(bytes, body, 11) === "ICC_PROFILE";
  if (marker === 0xee) return asciiAt(bytes, body, 5) === "Adobe";
  return !(marker >= 0xe0 && marker <= 0xef) && marker !== 0xfe;
}

/** The pieces as one file; the whole file itself if nothing of it is missing. */
function joined(whole: Uint8Array, pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length === whole.length) return whole;
  const result = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}
