import { nameOfFile, type Drawing } from "./drawing";
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
  /** What a source says about itself; a localisation file draws nothing. */
  readonly drawing?: Drawing;
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

/** A script without markup often only names the texts that another file draws. */
const scriptFactor = 0.6;

/** How much of a component's texts counts for the file that uses it. */
const partFactor = 0.5;

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
  const found = best.map(({ path, role, hits, drawing }) => {
    const matches = hits
      .map(({ textIndex, quality, line, key }) => {
        const factor =
          role === "source" ? 1 : hasSource.has(textIndex) ? catalogueFactor : lonelyCatalogueFactor;
        const score = quality * (weights[textIndex] ?? 0) * factor;
        return { textIndex, line, score, ...(key !== undefined && { key }) };
      })
      .toSorted((a, b) => a.line - b.line);
    return { path, drawing, matches };
  });
  const used = groupBy(
    found.filter(({ drawing }) => drawing !== undefined),
    ({ path }) => nameOfFile(path),
  );
  return found
    .map(({ path, drawing, matches }) => {
      const own = matches.reduce((total, { score }) => total + score, 0);
      const parts = [...(drawing?.uses ?? [])].flatMap((name) => used.get(name) ?? []);
      const sum = own + Math.min(own, scoreOfParts(parts, matches));
      const coverage = reachable === 0 ? 0 : sum / reachable;
      const factor = likelihood(path) * (drawing?.isMarkup === false ? scriptFactor : 1);
      return { path, score: sum * (0.5 + 0.5 * coverage) * factor, matches };
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
}

/** What the components that a file uses add to it: the texts that it does not have itself. */
function scoreOfParts(parts: readonly Pick<FoundFile, "matches">[], own: readonly TextMatch[]): number {
  const has = new Set(own.map(({ textIndex }) => textIndex));
  const others = parts.flatMap(({ matches }) => matches.filter(({ textIndex }) => !has.has(textIndex)));
  const most = Array.from(groupBy(others, ({ textIndex }) => textIndex).values(), (same) =>
    Math.max(...same.map(({ score }) => score)),
  );
  return partFactor * most.reduce((total, score) => total + score, 0);
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
