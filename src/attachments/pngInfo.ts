import { asciiAt, cutOff, exifOrientation, viewOf, type ImageInfo } from "./imageFacts";

/** https://www.w3.org/TR/png-3/ */
export function readPng(bytes: Uint8Array): ImageInfo {
  if (bytes.length < 33) return cutOff;
  const view = viewOf(bytes);
  if (asciiAt(bytes, 12, 4) !== "IHDR") return { kind: "bad", problem: "it is damaged" };
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  let orientation = 1;
  let isAnimated = false;
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = asciiAt(bytes, at + 4, 4);
    if (at + 12 + length > bytes.length) return cutOff;
    if (type === "IEND") return { kind: "ok", ...size, orientation, isAnimated, isCmyk: false };
    if (type === "acTL") isAnimated = true;
    if (type === "eXIf") orientation = exifOrientation(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return cutOff;
}
