import { createHash } from "node:crypto";
import { open, realpath } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../protocol/failure";
import { readGguf, type GgufChatModel, type GgufDrafter, type GgufModel, type GgufProjector } from "./gguf";
import { isSpent, listFiles, type Candidate, type SearchBudget } from "./listFiles";
import type { ModelPlace, PlaceName } from "./modelPlaces";
import { misfitOf } from "./pairing";

/** A model that is on this machine, with what belongs to it. Its files stay where they are. */
export interface FoundModel {
  readonly place: PlaceName;
  readonly name: string;
  readonly header: GgufChatModel;
  readonly projector?: GgufProjector;
  readonly drafter?: GgufDrafter;
}

export interface Discovery {
  readonly models: readonly FoundModel[];
  /** False if the search ended at its bounds: there may be more. */
  readonly isComplete: boolean;
}

const defaultBounds = { ms: 4_000, entries: 20_000, files: 300 };

/** Looks for models in all places; recognises them by their headers alone, and pairs what lies together. */
export async function discoverModels(
  places: readonly ModelPlace[],
  bounds: Partial<typeof defaultBounds> = {},
): Promise<Discovery> {
  const { ms, entries, files } = { ...defaultBounds, ...bounds };
  const budget: SearchBudget = { endsAt: Date.now() + ms, entriesLeft: entries };
  const candidates: Candidate[] = [];
  for (const place of places) candidates.push(...(await listFiles(place, budget)));
  const read: ReadCandidate[] = [];
  const seen = new Set<string>();
  for (const candidate of candidates.slice(0, files)) {
    if (Date.now() > budget.endsAt) break;
    const header = await readHeaderOf(candidate);
    if (!header) continue;
    const content = await contentIdentity(candidate).catch(() => undefined); // gone, or unreadable, since its header
    if (content === undefined) continue;
    const identity = `${candidate.group} ${content}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    read.push({ candidate, header, content });
  }
  return { models: pairUp(read), isComplete: !isSpent(budget) && candidates.length <= files };
}

interface ReadCandidate {
  readonly candidate: Candidate;
  readonly header: GgufModel;
  readonly content: string;
}

/** One entry for each different model; of two copies the one that has its projector beside it. */
function pairUp(read: readonly ReadCandidate[]): FoundModel[] {
  const models = new Map<string, FoundModel>();
  for (const { candidate, header, content } of read) {
    if (header.role !== "model") continue;
    const beside = read
      .filter((other) => other.candidate.group === candidate.group)
      .map((other) => other.header)
      .filter((other) => other.role !== "model")
      .filter((other) => misfitOf(header, other) === undefined);
    // The largest is the most precise one.
    const projector = beside
      .filter((other) => other.role === "projector")
      .toSorted((one, other) => other.fileBytes - one.fileBytes)[0];
    const drafter = beside.find((other) => other.role === "drafter");
    const name = candidate.name ?? path.basename(candidate.path).replace(/\.gguf$/i, "");
    const found = {
      place: candidate.place,
      name,
      header,
      ...(projector && { projector }),
      ...(drafter && { drafter }),
    };
    if (!models.has(content) || (projector && !models.get(content)?.projector)) models.set(content, found);
  }
  return [...models.values()];
}

async function readHeaderOf({ path: file }: Candidate): Promise<GgufModel | undefined> {
  try {
    return await readGguf(file);
  } catch (error) {
    if (error instanceof Failure) return undefined; // for another program, or broken: not offered
    throw error;
  }
}

/** The same for copies and links: hash of the start and the end, and the size. Reading 7 GB would take too long. */
async function contentIdentity({ path: file, bytes }: Candidate): Promise<string> {
  const handle = await open(await realpath(file), "r");
  try {
    const hash = createHash("sha256");
    for (const [position, length] of [
      [0, Math.min(bytes, 1 << 20)],
      [Math.max(0, bytes - (1 << 16)), Math.min(bytes, 1 << 16)],
    ] as const) {
      const buffer = Buffer.alloc(length);
      await handle.read(buffer, 0, length, position);
      hash.update(buffer);
    }
    return `${String(bytes)} ${hash.digest("hex")}`;
  } finally {
    await handle.close();
  }
}
