import { catalogueEntries } from "./catalogue";
import { drawingOf } from "./drawing";
import { groupBy } from "./groupBy";
import { KeyFinder, type WantedKey } from "./keyUsages";
import { rankFiles, type FileHits, type FoundFile, type Hit } from "./rankFiles";
import { maxFileBytes, roleOf } from "./searchedFiles";
import { TextMatcher } from "./textMatcher";
import { pieceOf, unitsOf } from "./units";

/** The files of a workspace; paths are relative and have "/" between folders. */
export interface CodeFiles {
  readonly list: () => Promise<readonly string[]>;
  /** The text of a file; undefined if it cannot be read as one. */
  readonly read: (path: string) => Promise<string | undefined>;
}

export interface CodeSearchResult {
  /** Best first. */
  readonly files: readonly FoundFile[];
  readonly searchedFileCount: number;
  /** Texts that are in no file, by their place in the list. */
  readonly missing: readonly number[];
}

export interface CodeSearchOptions {
  /** An AbortSignal; asked between two batches of files. */
  readonly signal: { readonly throwIfAborted: () => void };
  readonly onProgress?: (done: number, total: number) => void;
}

/** How many files are read at a time. */
const batchSize = 64;

/** Finds the files that draw a screen on which these texts are seen. */
export async function findCode(
  texts: readonly string[],
  files: CodeFiles,
  { signal, onProgress }: CodeSearchOptions,
): Promise<CodeSearchResult> {
  const paths = (await files.list()).filter((path) => roleOf(path) !== undefined);
  const byRole = groupBy(paths, (path) => roleOf(path));
  const data = byRole.get("data") ?? [];
  const catalogues = [...(byRole.get("catalogue") ?? []), ...data];
  const sources = [...(byRole.get("source") ?? []), ...data];
  const total = catalogues.length + sources.length;

  const matcher = new TextMatcher(texts);
  const inCatalogues: CatalogueHits[] = [];
  let done = 0;
  for await (const [path, source] of readAll(catalogues, files, signal)) {
    if (matcher.mayShow(source)) inCatalogues.push(hitsInCatalogue(path, source, matcher));
    done += 1;
    onProgress?.(done, total);
  }
  const keys = wantedKeys(inCatalogues);
  const aliases = keys.flatMap(({ key, fits }) =>
    /\s/.test(key.join(".")) ? [{ text: key.join("."), fits }] : [],
  );
  const sourceMatcher = new TextMatcher(texts, aliases);
  const finder = new KeyFinder(keys);
  const found: FileHits[] = inCatalogues.map(({ path, hits }) => ({ path, role: "catalogue", hits }));
  for await (const [path, source] of readAll(sources, files, signal)) {
    const hits = [...hitsOfKeys(source, finder), ...hitsOfTexts(path, source, sourceMatcher)];
    if (hits.length > 0) found.push({ path, role: "source", hits, drawing: drawingOf(path, source) });
    done += 1;
    onProgress?.(done, total);
  }
  return {
    files: rankFiles(found, { fileCount: sources.length, textCount: texts.length }),
    searchedFileCount: paths.length,
    missing: missingOf(matcher.textIndexes, found),
  };
}

interface CatalogueHits {
  readonly path: string;
  readonly hits: readonly Hit[];
  readonly keys: readonly WantedKey[];
}

function hitsInCatalogue(path: string, source: string, matcher: TextMatcher): CatalogueHits {
  const found = catalogueEntries(path, source, (text) => matcher.mayShow(text)).flatMap(
    ({ key, text, line }) =>
      piecesOf(text)
        .map((piece) => ({ key, fits: matcher.fitsOf(piece), line }))
        .filter(({ fits }) => fits.length > 0),
  );
  return {
    path,
    keys: found,
    hits: found.flatMap(({ fits, line }) => fits.map((fit) => ({ ...fit, line }))),
  };
}

/** A value as a whole, and what stands between its tags, and in its braces for one and for many. */
function piecesOf(text: string): readonly string[] {
  const whole = pieceOf(text);
  return /[{}<>]/.test(text) ? [whole, ...Array.from(unitsOf(text), (unit) => unit.text)] : [whole];
}

/** Each key once, whatever the number of languages that have it. */
function wantedKeys(catalogues: readonly CatalogueHits[]): WantedKey[] {
  const all = catalogues.flatMap(({ keys }) => keys);
  return [...groupBy(all, ({ key }) => key.join(".")).values()].flatMap((same) => {
    const fits = [
      ...groupBy(
        same.flatMap((wanted) => wanted.fits),
        ({ textIndex }) => textIndex,
      ),
    ];
    const [first] = same;
    if (!first) return [];
    return [
      {
        key: first.key,
        fits: fits.map(([textIndex, list]) => ({
          textIndex,
          quality: Math.max(...list.map(({ quality }) => quality)),
        })),
      },
    ];
  });
}

function hitsOfKeys(source: string, finder: KeyFinder): Hit[] {
  return Array.from(finder.usagesIn(source)).flatMap(({ key, line, fits }) =>
    fits.map((fit) => ({ ...fit, line, key })),
  );
}

function hitsOfTexts(path: string, source: string, matcher: TextMatcher): Hit[] {
  if (!matcher.mayShow(source)) return [];
  const isLineBased = /\.(?:ya?ml|pug|jade|haml|slim|mdx?|toml)$/i.test(path);
  return Array.from(unitsOf(source, { isLineBased })).flatMap(({ text, line }) =>
    matcher.fitsOf(text).map((fit) => ({ ...fit, line })),
  );
}

function missingOf(wanted: readonly number[], found: readonly FileHits[]): number[] {
  const seen = new Set(found.flatMap(({ hits }) => hits.map(({ textIndex }) => textIndex)));
  return wanted.filter((index) => !seen.has(index));
}

async function* readAll(
  paths: readonly string[],
  files: CodeFiles,
  signal: CodeSearchOptions["signal"],
): AsyncGenerator<readonly [path: string, source: string], void, undefined> {
  for (let from = 0; from < paths.length; from += batchSize) {
    const batch = paths.slice(from, from + batchSize);
    const texts = await Promise.all(batch.map((path) => files.read(path)));
    signal.throwIfAborted();
    for (const [index, path] of batch.entries()) {
      const text = texts[index];
      // A zero is in no text; what is longer was written by no person.
      if (text !== undefined && text.length <= maxFileBytes && !text.includes("\0")) yield [path, text];
    }
  }
}
