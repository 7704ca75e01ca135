import type { ModelShape } from "./modelShape";

/** One file that Gloss can fetch; right only with exactly these bytes. */
export interface CatalogueFile {
  readonly role: "model" | "projector" | "drafter";
  /** Name under which it is kept; unique in its entry. */
  readonly name: string;
  readonly url: string;
  readonly bytes: number;
  /** Of the whole file, in lower-case hex. */
  readonly sha256: string;
}

/** A model that is offered, with everything that belongs to it. */
export interface CatalogueEntry {
  /** Also the name of its folder: lower-case letters, digits, dots and dashes. */
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  /** One model, at most one projector and one drafter. */
  readonly files: readonly CatalogueFile[];
  /** What decides its memory, where that is known before its header can be read. */
  readonly shape?: ModelShape;
}

/** Everything that comes from here can come from a mirror instead. */
const hub = "https://huggingface.co";

// 48 layers: 8 global with one key head of 512, 40 sliding with 8 of 256; the vocabulary decides the logits.
const gemma12B: ModelShape = {
  globalCacheBytesPerToken: 16_384,
  slidingCacheBytesPerToken: 327_680,
  slidingWindowTokens: 1024,
  contextTokens: 262_144,
  vocabularySize: 262_144,
  embeddingLength: 3840,
  blockCount: 48,
};

/** The models that Gloss is made for, the recommended one first. Sizes and hashes are those of the publishers. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: "gemma-4-12b-it-qat-q4_0",
    name: "Gemma 4 12B (QAT, Q4_0)",
    licence: "Apache-2.0",
    shape: gemma12B,
    files: [
      {
        role: "model",
        name: "gemma-4-12b-it-qat-q4_0.gguf",
        url: `${hub}/google/gemma-4-12B-it-qat-q4_0-gguf/resolve/main/gemma-4-12b-it-qat-q4_0.gguf`,
        bytes: 6_975_879_296,
        sha256: "93567e57a8fe10b23569b9d9ec38cd005deedf71e29477c421a4b83f418a538b",
      },
      {
        role: "projector",
        name: "mmproj-gemma-4-12b-it-qat-q4_0.gguf",
        url: `${hub}/google/gemma-4-12B-it-qat-q4_0-gguf/resolve/main/mmproj-gemma-4-12b-it-qat-q4_0.gguf`,
        bytes: 175_115_616,
        sha256: "cb018338a7538a9814d994bfe54644c71eb7ed54e31eae2f721e45fd3c260da7",
      },
    ],
  },
  {
    id: "gemma-4-12b-it-q4_k_m",
    name: "Gemma 4 12B (Q4_K_M)",
    licence: "Apache-2.0",
    shape: gemma12B,
    files: [
      {
        role: "model",
        name: "gemma-4-12b-it-Q4_K_M.gguf",
        url: `${hub}/unsloth/gemma-4-12b-it-GGUF/resolve/main/gemma-4-12b-it-Q4_K_M.gguf`,
        bytes: 7_121_861_440,
        sha256: "0a270ec9fe6b34f4a0d33992b6135117b484ebc4766ab76b51d4ae8c457e4c42",
      },
      {
        role: "projector",
        name: "mmproj-F16.gguf",
        url: `${hub}/unsloth/gemma-4-12b-it-GGUF/resolve/main/mmproj-F16.gguf`,
        bytes: 175_115_840,
        sha256: "91f086971e56d7a7d8d39e271873fccdb49541bd259d6e02c401a4f1cb7a219e",
      },
      {
        role: "drafter",
        name: "mtp-gemma-4-12b-it.gguf",
        url: `${hub}/unsloth/gemma-4-12b-it-GGUF/resolve/main/mtp-gemma-4-12b-it.gguf`,
        bytes: 465_109_248,
        sha256: "145db9094bc0f85f1701e255a2ed216dcc9800fc8bc8631ad00905b456bd451b",
      },
    ],
  },
];

/** Where to fetch a file: at its own address, or at the same path of the mirror if one is set. */
export function fileUrl(file: CatalogueFile, mirror: string): string {
  if (mirror === "" || !file.url.startsWith(`${hub}/`)) return file.url;
  return mirror.replace(/\/+$/, "") + file.url.slice(hub.length);
}

/** Size of all files of an entry. */
export function entryBytes(entry: CatalogueEntry): number {
  return entry.files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Reads entries that a person wrote (`gloss.models.catalogue`). One that is not whole is left out, and named in `bad`:
 * a file without its size and hash could not be told from a wrong one.
 */
export function parseEntries(value: unknown): {
  readonly entries: readonly CatalogueEntry[];
  readonly bad: readonly string[];
} {
  const entries: CatalogueEntry[] = [];
  const bad: string[] = [];
  for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
    const entry = parseEntry(item);
    if (typeof entry === "string") bad.push(`entry ${String(index + 1)}: ${entry}`);
    else entries.push(entry);
  }
  return { entries, bad };
}

function parseEntry(value: unknown): CatalogueEntry | string {
  const id = field(value, "id");
  const name = field(value, "name");
  const licence = field(value, "licence");
  if (typeof id !== "string" || !/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) return "its id is not usable";
  if (typeof name !== "string" || name === "") return "it has no name";
  const listed: unknown = field(value, "files");
  const files = (Array.isArray(listed) ? listed : []).map(parseFile);
  const broken = files.find((file) => typeof file === "string");
  if (broken !== undefined) return broken;
  const whole = files.filter((file) => typeof file !== "string");
  const roles = whole.map(({ role }) => role);
  if (!roles.includes("model")) return "it has no model file";
  if (new Set(roles).size < roles.length) return "it has two files for one purpose";
  if (new Set(whole.map((file) => file.name)).size < roles.length) return "two of its files have one name";
  return { id, name, licence: typeof licence === "string" ? licence : "", files: whole };
}

function parseFile(value: unknown): CatalogueFile | string {
  const role = field(value, "role");
  const url = field(value, "url");
  const bytes = field(value, "bytes");
  const sha256 = field(value, "sha256");
  if (role !== "model" && role !== "projector" && role !== "drafter") return "a file has no role";
  if (typeof url !== "string" || !URL.canParse(url)) return "a file has no url";
  const name = nameIn(new URL(url));
  if (!/^[\w][\w.+-]{0,127}\.gguf$/i.test(name)) return "a file has no usable name";
  if (typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes <= 0) return "a file has no size";
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/i.test(sha256)) return "a file has no SHA-256";
  return { role, name, url, bytes, sha256: sha256.toLowerCase() };
}

function nameIn({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1));
  } catch {
    return ""; // a % that encodes nothing
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
