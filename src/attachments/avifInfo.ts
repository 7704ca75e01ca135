import { asciiAt, cutOff, damaged, viewOf, type ImageInfo } from "./imageFacts";

interface Box {
  readonly type: string;
  /** Where its content begins and ends. */
  readonly from: number;
  readonly to: number;
}

/** Boxes of ISO/IEC 14496-12, with the picture's properties of ISO/IEC 23008-12. */
export function readAvif(bytes: Uint8Array): ImageInfo {
  const all = boxesIn(bytes, 0, bytes.length);
  if (all === "cutOff") return cutOff;
  const [head] = all;
  const isAnimated = head !== undefined && asciiAt(bytes, head.from, 4) === "avis";
  const meta = all.find(({ type }) => type === "meta");
  // `meta` begins with a version.
  const content = meta && { ...meta, from: meta.from + 4 };
  const properties = content && inside(bytes, content, ["iprp", "ipco"]);
  if (!content || !properties) return damaged;
  // Pixels are in a box of their own, or, if they are few, within `meta`.
  const hasPixels =
    all.some(({ type }) => type === "mdat") ||
    inside(bytes, content, [])?.some(({ type }) => type === "idat") === true;
  if (!hasPixels) return cutOff;
  const view = viewOf(bytes);
  const sizes = properties.flatMap(({ type, from, to }) =>
    type === "ispe" && from + 12 <= to
      ? [{ width: view.getUint32(from + 4), height: view.getUint32(from + 8) }]
      : [],
  );
  // Tiles and thumbnails have sizes of their own; the whole is the largest.
  const [first, ...rest] = sizes;
  if (!first) return damaged;
  const size = rest.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a), first);
  const turn = properties.find(({ type }) => type === "irot");
  const quarters = turn ? (bytes[turn.from] ?? 0) & 0x03 : 0;
  return { kind: "ok", ...size, orientation: [1, 8, 3, 6][quarters] ?? 1, isAnimated, isCmyk: false };
}

/** The boxes within the box at a path. */
function inside(bytes: Uint8Array, box: Box, path: readonly string[]): readonly Box[] | undefined {
  const boxes = boxesIn(bytes, box.from, box.to);
  if (boxes === "cutOff") return undefined;
  const [name, ...rest] = path;
  if (name === undefined) return boxes;
  const next = boxes.find(({ type }) => type === name);
  return next && inside(bytes, next, rest);
}

function boxesIn(bytes: Uint8Array, from: number, to: number): readonly Box[] | "cutOff" {
  const view = viewOf(bytes);
  const boxes: Box[] = [];
  for (let at = from; at < to;) {
    if (at + 8 > to) return "cutOff";
    const short = view.getUint32(at);
    const isLong = short === 1;
    if (isLong && at + 16 > to) return "cutOff";
    // Zero means: to the end.
    const length = short === 0 ? to - at : isLong ? Number(view.getBigUint64(at + 8)) : short;
    const start = at + (isLong ? 16 : 8);
    if (at + length > to || at + length < start) return "cutOff";
    boxes.push({ type: asciiAt(bytes, at + 4, 4), from: start, to: at + length });
    at += length;
  }
  return boxes;
}
