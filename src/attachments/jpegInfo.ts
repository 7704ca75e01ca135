import { asciiAt, cutOff, exifOrientation, viewOf, type ImageInfo } from "./imageFacts";

/** ITU-T T.81, and Exif for the orientation. */
export function readJpeg(bytes: Uint8Array): ImageInfo {
  const view = viewOf(bytes);
  let orientation = 1;
  let frame: { readonly width: number; readonly height: number; readonly isCmyk: boolean } | undefined;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return { kind: "bad", problem: "it is damaged" };
    const marker = bytes[at + 1] ?? 0;
    // Fill bytes, and markers without a body.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      const body = at + 4;
      const end = at + 2 + view.getUint16(at + 2);
      if (end > bytes.length) return cutOff;
      if (isFrame(marker) && body + 6 <= end) {
        const height = view.getUint16(body + 1);
        frame = { width: view.getUint16(body + 3), height, isCmyk: bytes[body + 5] === 4 };
      } else if (marker === 0xe1 && asciiAt(bytes, body, 4) === "Exif") {
        orientation = exifOrientation(bytes.subarray(body + 6, end));
      } else if (marker === 0xda) {
        if (!frame) return { kind: "bad", problem: "it is damaged" };
        return hasEnd(bytes, end) ? { kind: "ok", ...frame, orientation, isAnimated: false } : cutOff;
      }
      at = end;
    }
  }
  return cutOff;
}

/** Start of a frame, of any coding; three markers in the range mean other things. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The mark of the end; cameras and editors put bytes after it. */
function hasEnd(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.length - 2; at >= from; at -= 1) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  }
  return false;
}
