/** Files that cannot be used, as far as they can be told apart. */
export type ForeignKind =
  | ("empty" | "svg" | "heic" | "tiff" | "icon" | "photoshop" | "jpegXl")
  | ("pdf" | "film" | "ogg" | "unknown");

/** What a file is by its first bytes; its name may lie. */
export type MediaType =
  | { readonly kind: "image"; readonly mimeType: string }
  | { readonly kind: "audio"; readonly format: "wav" | "mp3" | "flac" }
  | { readonly kind: "other"; readonly looksLike: ForeignKind };

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Recognises pictures and sounds that can be used, and names some that cannot. */
export function sniff(bytes: Uint8Array): MediaType {
  if (bytes.length === 0) return other("empty");
  const start = latin(bytes, 0, 16);
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return image("png");
  if (start.startsWith("\xff\xd8\xff")) return image("jpeg");
  if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) return image("gif");
  if (start.startsWith("BM")) return image("bmp");
  if (start.startsWith("RIFF") && start.slice(8, 12) === "WAVE") return { kind: "audio", format: "wav" };
  if (start.startsWith("RIFF") && start.slice(8, 12) === "WEBP") return image("webp");
  if (start.startsWith("fLaC")) return { kind: "audio", format: "flac" };
  if (start.startsWith("ID3") || isMp3Frame(bytes)) return { kind: "audio", format: "mp3" };
  if (/^....ftyp/s.test(start)) return mediaInBoxes(latin(bytes, 8, 40));
  return other(nameOfOther(start, bytes));
}

function image(subtype: string): MediaType {
  return { kind: "image", mimeType: `image/${subtype}` };
}

function other(looksLike: ForeignKind): MediaType {
  return { kind: "other", looksLike };
}

/** Pictures and films that share a container are told apart by their brands. */
function mediaInBoxes(brands: string): MediaType {
  if (/avi[fs]/.test(brands)) return image("avif");
  if (/hei[cxfs]|hev[cx]|mif1/.test(brands)) return other("heic");
  return other("film");
}

function nameOfOther(start: string, bytes: Uint8Array): ForeignKind {
  if (start.startsWith("II*\0") || start.startsWith("MM\0*")) return "tiff";
  if (start.startsWith("\0\0\x01\0")) return "icon";
  if (start.startsWith("8BPS")) return "photoshop";
  if (start.startsWith("%PDF")) return "pdf";
  if (start.startsWith("\xff\x0a") || start.startsWith("\0\0\0\x0cJXL ")) return "jpegXl";
  if (start.startsWith("OggS")) return "ogg";
  // A drawing may begin with a declaration, comments, and a mark of the byte order.
  if (
    /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--[^]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s/>]/i.test(
      latin(bytes, 0, 2000),
    )
  ) {
    return "svg";
  }
  return "unknown";
}

// Eleven set bits, then a version and layer that exist.
function isMp3Frame(bytes: Uint8Array): boolean {
  const [first, second = 0] = bytes;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0 && (second & 0x18) !== 0x08;
}
