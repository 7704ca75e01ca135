import { asciiAt, cutOff, damaged, exifOrientation, viewOf, type ImageInfo } from "./imageFacts";

/** https://developers.google.com/speed/webp/docs/riff_container */
export function readWebp(bytes: Uint8Array): ImageInfo {
  if (bytes.length < 20) return cutOff;
  const view = viewOf(bytes);
  if (view.getUint32(4, true) + 8 > bytes.length) return cutOff;
  let size: { readonly width: number; readonly height: number } | undefined;
  let orientation = 1;
  let isAnimated = false;
  let hasPixels = false;
  for (let at = 12; at + 8 <= bytes.length;) {
    const type = asciiAt(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (body + length > bytes.length) return cutOff;
    const own = length < 10 && type !== "VP8L" ? undefined : sizeIn(type, view, { body, length });
    // The canvas of the extended header comes first, and is the one that counts.
    size ??= own;
    if (type === "VP8X") isAnimated = ((bytes[body] ?? 0) & 0x02) !== 0;
    if (type === "EXIF") orientation = exifOrientation(exifBody(bytes.subarray(body, body + length)));
    if (type === "VP8 " || type === "VP8L" || type === "ANMF") hasPixels = true;
    at = body + length + (length % 2);
  }
  if (!size || !hasPixels) return damaged;
  return { kind: "ok", ...size, orientation, isAnimated, isCmyk: false };
}

function sizeIn(
  type: string,
  view: DataView,
  { body, length }: { readonly body: number; readonly length: number },
): { readonly width: number; readonly height: number } | undefined {
  if (type === "VP8X") {
    const side = (at: number): number => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1;
    return { width: side(body + 4), height: side(body + 7) };
  }
  if (type === "VP8 ") {
    return {
      width: view.getUint16(body + 6, true) & 0x3fff,
      height: view.getUint16(body + 8, true) & 0x3fff,
    };
  }
  if (type === "VP8L" && length >= 5) {
    const bits = view.getUint32(body + 1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return undefined;
}

// Some writers keep the name that JPEG needs.
function exifBody(bytes: Uint8Array): Uint8Array {
  return asciiAt(bytes, 0, 4) === "Exif" ? bytes.subarray(6) : bytes;
}
