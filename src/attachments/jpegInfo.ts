import { asciiAt, cutOff, damaged, exifOrientation, viewOf, type ImageInfo } from "./imageFacts";

/** One segment of a JPEG, from its mark up to the next one; a scan includes its coded data. Offsets in bytes. */
export interface JpegSegment {
  readonly marker: number;
  readonly from: number;
  /** Where its content begins, behind mark and length. */
  readonly body: number;
  readonly to: number;
}

/** The segments between start and end of a JPEG, without these two; ITU-T T.81. */
export function jpegSegments(bytes: Uint8Array): readonly JpegSegment[] | "cutOff" | "damaged" {
  const view = viewOf(bytes);
  const segments: JpegSegment[] = [];
  for (let at = 2; at + 2 <= bytes.length;) {
    if (bytes[at] !== 0xff) return "damaged";
    const marker = bytes[at + 1] ?? 0;
    if (marker === endOfImage) return segments;
    // Fill bytes, and markers without a body.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      const body = at + 4;
      if (body > bytes.length) return "cutOff";
      const end = at + 2 + view.getUint16(at + 2);
      if (end < body) return "damaged";
      if (end > bytes.length) return "cutOff";
      const to = marker === startOfScan ? scanEnd(bytes, end) : end;
      segments.push({ marker, from: at, body, to });
      at = to;
    }
  }
  return "cutOff";
}

/** What a JPEG says of itself; the orientation is in its Exif data. */
export function readJpeg(bytes: Uint8Array): ImageInfo {
  const segments = jpegSegments(bytes);
  if (segments === "cutOff") return cutOff;
  const frame = segments === "damaged" ? undefined : segments.find(isFrame);
  if (segments === "damaged" || !frame || !segments.some(({ marker }) => marker === startOfScan))
    return damaged;
  const exif = segments.findLast(({ marker, body }) => marker === 0xe1 && asciiAt(bytes, body, 4) === "Exif");
  const view = viewOf(bytes);
  return {
    kind: "ok",
    width: view.getUint16(frame.body + 3),
    height: view.getUint16(frame.body + 1),
    orientation: exif ? exifOrientation(bytes.subarray(exif.body + 6, exif.to)) : 1,
    isAnimated: false,
    isCmyk: bytes[frame.body + 5] === 4,
  };
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

/** Start of a frame, of any coding; three markers in the range mean other things. */
function isFrame({ marker, body, to }: JpegSegment): boolean {
  const isInRange = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
  return isInRange && body + 6 <= to;
}

/** Where coded data ends: at a mark that may follow a scan. Other bytes after 0xff belong to the data. */
function scanEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if ([0xc4, 0xfe].includes(next) || (next >= endOfImage && next <= 0xef)) return at;
  }
  return bytes.length;
}
