import { readAvif } from "./avifInfo";
import { asciiAt, cutOff, damaged, viewOf, type ImageInfo } from "./imageFacts";
import { readJpeg } from "./jpegInfo";
import { readPng } from "./pngInfo";
import { readWebp } from "./webpInfo";

/** Reads what a picture says of itself, without decoding it; `mimeType` is what its first bytes told. */
export function readImage(mimeType: string, bytes: Uint8Array): ImageInfo {
  switch (mimeType) {
    case "image/png":
      return readPng(bytes);
    case "image/jpeg":
      return readJpeg(bytes);
    case "image/gif":
      return readGif(bytes);
    case "image/bmp":
      return readBmp(bytes);
    case "image/webp":
      return readWebp(bytes);
    case "image/avif":
      return readAvif(bytes);
    default:
      return damaged; // of a kind that `sniff` does not give
  }
}

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
function readGif(bytes: Uint8Array): ImageInfo {
  if (bytes.length < 13) return cutOff;
  const view = viewOf(bytes);
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  let at = 13 + colourTableLength(bytes[10] ?? 0);
  let frames = 0;
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return { kind: "ok", ...size, orientation: 1, isAnimated: frames > 1, isCmyk: false };
    if (kind === 0x2c) {
      frames += 1;
      // Position and size, then a table of its own, then one byte before the data.
      at = afterSubBlocks(bytes, at + 10 + colourTableLength(bytes[at + 9] ?? 0) + 1);
    } else if (kind === 0x21) at = afterSubBlocks(bytes, at + 2);
    else return damaged;
  }
  return cutOff;
}

function colourTableLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1);
}

function afterSubBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let length = bytes[at]; length !== undefined && length !== 0; length = bytes[at]) at += length + 1;
  return at + 1;
}

/** BITMAPINFOHEADER and its successors; the older header of 12 bytes has 16-bit sides. */
function readBmp(bytes: Uint8Array): ImageInfo {
  if (bytes.length < 30 || asciiAt(bytes, 0, 2) !== "BM") return cutOff;
  const view = viewOf(bytes);
  const dataStart = view.getUint32(10, true);
  const isOld = view.getUint32(14, true) === 12;
  const width = isOld ? view.getUint16(18, true) : Math.abs(view.getInt32(18, true));
  const height = isOld ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true));
  const bitsPerPixel = view.getUint16(isOld ? 24 : 28, true);
  const compression = isOld || bytes.length < 34 ? 0 : view.getUint32(30, true);
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const isPlain = compression === 0 || compression === 3;
  if (isPlain && dataStart + rowBytes * height > bytes.length) return cutOff;
  return { kind: "ok", width, height, orientation: 1, isAnimated: false, isCmyk: false };
}
