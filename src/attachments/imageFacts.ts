/** What a picture says of itself, or why it cannot be used. */
export type ImageInfo =
  | {
      readonly kind: "ok";
      /** In pixels as they are stored, before the orientation is applied. */
      readonly width: number;
      readonly height: number;
      /** As in Exif, 1 to 8; 1 is upright. */
      readonly orientation: number;
      /** Only the first frame will be read. */
      readonly isAnimated: boolean;
      /** Colours for print, which many decoders show wrongly. */
      readonly isCmyk: boolean;
    }
  | { readonly kind: "bad"; readonly problem: "cutOff" | "damaged" };

export const cutOff: ImageInfo = { kind: "bad", problem: "cutOff" };
export const damaged: ImageInfo = { kind: "bad", problem: "damaged" };

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes as characters; fewer if the file ends before. */
export function asciiAt(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}

/** The orientation in Exif data, which begins with the order of its bytes; 1 if there is none. */
export function exifOrientation(exif: Uint8Array): number {
  const order = asciiAt(exif, 0, 2);
  if (exif.length < 8 || (order !== "II" && order !== "MM")) return 1;
  const isLittle = order === "II";
  const view = viewOf(exif);
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > exif.length) return 1;
  const count = view.getUint16(directory, isLittle);
  for (let index = 0; index < count; index += 1) {
    const at = directory + 2 + index * 12;
    if (at + 12 > exif.length) return 1;
    if (view.getUint16(at, isLittle) !== orientationTag) continue;
    const value = view.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

const orientationTag = 0x0112;
