import { asciiAt, cutOff, damaged, exifOrientation, viewOf, type ImageInfo } from "./imageFacts";

/** One chunk of a PNG; its content lies between `body` and `to - 4`. Offsets in bytes. */
export interface PngChunk {
  readonly type: string;
  readonly from: number;
  readonly body: number;
  readonly to: number;
}

/** The chunks of a PNG up to its end; undefined if the file ends before. https://www.w3.org/TR/png-3/ */
export function pngChunks(bytes: Uint8Array): readonly PngChunk[] | undefined {
  const view = viewOf(bytes);
  const chunks: PngChunk[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const to = at + 12 + view.getUint32(at);
    if (to > bytes.length) return undefined;
    const type = asciiAt(bytes, at + 4, 4);
    chunks.push({ type, from: at, body: at + 8, to });
    if (type === "IEND") return chunks;
    at = to;
  }
  return undefined;
}

/** What a PNG says of itself. */
export function readPng(bytes: Uint8Array): ImageInfo {
  const chunks = pngChunks(bytes);
  if (!chunks) return cutOff;
  const [header] = chunks;
  if (header?.type !== "IHDR" || header.to - header.body < 12) return damaged;
  const view = viewOf(bytes);
  const exif = chunks.find(({ type }) => type === "eXIf");
  return {
    kind: "ok",
    width: view.getUint32(header.body),
    height: view.getUint32(header.body + 4),
    orientation: exif ? exifOrientation(bytes.subarray(exif.body, exif.to - 4)) : 1,
    isAnimated: chunks.some(({ type }) => type === "acTL"),
    isCmyk: false,
  };
}
