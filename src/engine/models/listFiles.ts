import { opendir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { ModelPlace } from "./modelPlaces";

/** A file that may be a model; files of one `group` were put together by whoever put them there. */
export interface Candidate {
  readonly place: ModelPlace["name"];
  readonly path: string;
  readonly bytes: number;
  readonly group: string;
  /** A better name than that of the file, where the place has one. */
  readonly name?: string;
}

/** Bounds of one search, shared by all its folders. */
export interface SearchBudget {
  readonly endsAt: number;
  entriesLeft: number;
}

const maxDepth = 7;
/** Smaller ones hold no weights. */
const minBytes = 10_000;
const maxManifestBytes = 100_000;

/** Files of a place that may be models, by ending or by Ollama's manifests; stops where the budget ends. */
export async function listFiles(place: ModelPlace, budget: SearchBudget): Promise<readonly Candidate[]> {
  if (place.name === "Ollama") return listOllama(place, budget);
  const found: Candidate[] = [];
  // A folder that a person keeps files in may be their whole home: only the folder itself is looked at.
  for await (const file of walk(place.folder, budget, place.name === "folder" ? maxDepth : 0)) {
    if (!/\.gguf$/i.test(file)) continue;
    const facts = await stat(file).catch(() => undefined); // a link into nowhere, or gone
    if (!facts?.isFile() || facts.size < minBytes) continue;
    found.push({ place: place.name, path: file, bytes: facts.size, group: path.dirname(file) });
  }
  return found;
}

// manifests/<registry>/<owner>/<model>/<tag> names blobs/sha256-<digest>.
async function listOllama(place: ModelPlace, budget: SearchBudget): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const manifests = path.join(place.folder, "manifests");
  for await (const file of walk(manifests, budget)) {
    const facts = await stat(file).catch(() => undefined); // gone meanwhile
    if (!facts?.isFile() || facts.size > maxManifestBytes) continue;
    const [model = "", tag = ""] = path.relative(manifests, file).split(path.sep).slice(-2);
    for (const digest of layerDigests(await readFile(file, "utf8").catch(() => ""))) {
      const blob = path.join(place.folder, "blobs", `sha256-${digest}`);
      const bytes = await stat(blob).then(
        ({ size }) => size,
        () => 0, // not fetched yet
      );
      if (bytes < minBytes) continue;
      found.push({ place: place.name, path: blob, bytes, group: file, name: `${model}:${tag}` });
    }
  }
  return found;
}

function layerDigests(text: string): readonly string[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return []; // another kind of file
  }
  const layers: unknown =
    typeof manifest === "object" && manifest !== null && "layers" in manifest ? manifest.layers : [];
  return (Array.isArray(layers) ? layers : []).flatMap((layer: unknown) => {
    if (typeof layer !== "object" || layer === null || !("mediaType" in layer) || !("digest" in layer))
      return [];
    if (!/\.(model|projector)$/.test(String(layer.mediaType))) return [];
    const digest = /^sha256:([0-9a-f]{64})$/.exec(String(layer.digest))?.[1];
    return digest === undefined ? [] : [digest];
  });
}

// Folders behind links are not entered: they may lead anywhere, or in a circle.
async function* walk(
  folder: string,
  budget: SearchBudget,
  depth = 0,
): AsyncGenerator<string, void, undefined> {
  const inner: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      budget.entriesLeft -= 1;
      if (isSpent(budget)) return;
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) inner.push(file);
      else if (entry.isFile() || entry.isSymbolicLink()) yield file;
    }
  } catch {
    return; // absent, or not ours to read: the next place is tried
  }
  if (depth >= maxDepth) return;
  for (const next of inner) {
    if (isSpent(budget)) return;
    yield* walk(next, budget, depth + 1);
  }
}

/** True when a search has to end with what it has. */
export function isSpent({ endsAt, entriesLeft }: SearchBudget): boolean {
  return entriesLeft <= 0 || Date.now() > endsAt;
}
