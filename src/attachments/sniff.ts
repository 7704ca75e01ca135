/** What a file is by its first bytes; its name may lie. */
export type MediaType =
  | { readonly kind: "image"; readonly mimeType: string }
  | { readonly kind: "audio"; readonly format: "wav" | "mp3" | "flac" }
  | { readonly kind: "other"; readonly looksLike: string };

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Recognises the pictures and sounds that llama-server decodes, and names some that it does not. */
export function sniff(bytes: Uint8Array): MediaType {
  if (bytes.length === 0) return { kind: "other", looksLike: "an empty file" };
  const start = latin(bytes, 0, 16);
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return { kind: "image", mimeType: "image/png" };
  if (start.startsWith("\xff\xd8\xff")) return { kind: "image", mimeType: "image/jpeg" };
  if (start.startsWith("GIF87a") || start.startsWith("GIF89a"))
    return { kind: "image", mimeType: "image/gif" };
  if (start.startsWith("BM")) return { kind: "image", mimeType: "image/bmp" };
  if (start.startsWith("RIFF") && start.slice(8, 12) === "WAVE") return { kind: "audio", format: "wav" };
  if (start.startsWith("fLaC")) return { kind: "audio", format: "flac" };
  if (start.startsWith("ID3") || isMp3Frame(bytes)) return { kind: "audio", format: "mp3" };
  if (start.startsWith("RIFF") && start.slice(8, 12) === "WEBP")
    return { kind: "other", looksLike: "a WebP picture" };
  if (/^....ftypavi[fs]/s.test(start)) return { kind: "other", looksLike: "an AVIF picture" };
  if (/^\s*<(\?xml|svg)/.test(start)) return { kind: "other", looksLike: "an SVG drawing" };
  if (start.startsWith("OggS")) return { kind: "other", looksLike: "an Ogg sound" };
  return { kind: "other", looksLike: "an unknown kind of file" };
}

// Eleven set bits, then a version and layer that exist.
function isMp3Frame(bytes: Uint8Array): boolean {
  const [first, second = 0] = bytes;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0 && (second & 0x18) !== 0x08;
}
