import { readJpeg } from "./jpegInfo";

const pngMetadata = new Set(["tEXt", "zTXt", "iTXt", "eXIf", "tIME"]);
/** APP1 (Exif, XMP), APP13 (Photoshop, IPTC) and comments. */
const jpegMetadata = new Set([0xe1, 0xed, 0xfe]);

/**
 * True if a picture must be drawn anew before it is sent: it may carry place, time or author, or is of a kind or in
 * colours that llama-server does not read. A plain PNG or JPEG goes as it is. https://www.w3.org/TR/png-3/, ITU-T T.81
 */
export function needsEncoding(mimeType: string, bytes: Uint8Array): boolean {
  if (mimeType === "image/png") return pngChunks(bytes).some((type) => pngMetadata.has(type));
  if (mimeType === "image/jpeg") {
    const info = readJpeg(bytes);
    return (
      (info.kind === "ok" && info.isCmyk) || jpegMarkers(bytes).some((marker) => jpegMetadata.has(marker))
    );
  }
  return true;
}

function pngChunks(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const types: string[] = [];
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    types.push(String.fromCharCode(...bytes.subarray(at + 4, at + 8)));
  }
  return types;
}

function jpegMarkers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const markers: number[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    markers.push(marker);
    if (marker === 0xda) break; // The picture itself begins.
  }
  return markers;
}
