import { groupBy } from "./groupBy";
import { likelihood } from "./searchedFiles";
import type { Fit } from "./textMatcher";

/** A place in a file that shows one of the texts. */
export interface Hit extends Fit {
  /** Counted from 1. */
  readonly line: number;
  /** The key by which the place takes the text from a localisation file. */
  readonly key?: string;
}

export interface FileHits {
  readonly path: string;
  readonly role: "source" | "catalogue";
  readonly hits: readonly Hit[];
}

/** A text in a file, in the place that fits best. */
interface TextMatch {
  readonly textIndex: number;
  readonly line: number;
  /** How much this match speaks for the file. */
  readonly score: number;
  readonly key?: string;
}

export interface FoundFile {
  readonly path: string;
  readonly score: number;
  /** In the order of lines, at most one for each text. */
  readonly matches: readonly TextMatch[];
}

/** How much a file of texts counts against one that draws them. */
const catalogueFactor = 0.15;

/** A text that no source uses can only be in the file of texts. */
const lonelyCatalogueFactor = 0.6;

/**
 * Orders files by how much speaks for them: rare texts count more, and several texts of one screen in one file count
 * more than their sum.
 */
export function rankFiles(
  files: readonly FileHits[],
  { fileCount, textCount }: { readonly fileCount: number; readonly textCount: number },
): FoundFile[] {
  const best = files.map((file) => ({ ...file, hits: bestHits(file.hits) }));
  const weights = rarities(best, { fileCount, textCount });
  const reachable = weights.reduce((sum, weight) => sum + weight, 0);
  const hasSource = new Set(
    best.flatMap(({ role, hits }) => (role === "source" ? hits.map(({ textIndex }) => textIndex) : [])),
  );
  return best
    .map(({ path, role, hits }) => {
      const matches = hits
        .map(({ textIndex, quality, line, key }) => {
          const factor =
            role === "source" ? 1 : hasSource.has(textIndex) ? catalogueFactor : lonelyCatalogueFactor;
          const score = quality * (weights[textIndex] ?? 0) * factor;
          return { textIndex, line, score, ...(key !== undefined && { key }) };
        })
        .toSorted((a, b) => a.line - b.line);
      const sum = matches.reduce((total, { score }) => total + score, 0);
      const coverage = reachable === 0 ? 0 : sum / reachable;
      return { path, score: sum * (0.5 + 0.5 * coverage) * likelihood(path), matches };
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
}

/** One hit for each text: the one of the best quality that stands with the others. */
function bestHits(hits: readonly Hit[]): Hit[] {
  return [...groupBy(hits, ({ textIndex }) => textIndex).values()].flatMap((same) => {
    const [first, ...rest] = same;
    return first ? [rest.reduce((a, b) => (b.quality > a.quality ? b : a), first)] : [];
  });
}

/** For each text, how much it tells: the logarithm of how few of the sources have it. */
function rarities(
  files: readonly FileHits[],
  { fileCount, textCount }: { readonly fileCount: number; readonly textCount: number },
): number[] {
  const frequency = new Array<number>(textCount).fill(0);
  const isSomewhere = new Array<boolean>(textCount).fill(false);
  for (const { role, hits } of files) {
    for (const { textIndex, quality } of hits) {
      isSomewhere[textIndex] = true;
      if (role === "source") frequency[textIndex] = (frequency[textIndex] ?? 0) + quality;
    }
  }
  return frequency.map((count, index) =>
    isSomewhere[index] ? Math.log((fileCount + 2) / (count + 0.5)) + 0.1 : 0,
  );
}
