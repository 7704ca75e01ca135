/** What was asked, wanted and said, kept for the report. */
export interface Case {
  readonly kind: string;
  readonly asked: string;
  readonly wanted: unknown;
  readonly answer: string;
  readonly isRight: boolean;
}

export interface Figure {
  readonly hits: number;
  readonly of: number;
  readonly share: number;
}

/** Counts hits by measure and keeps every case. */
export class Score {
  readonly cases: Case[] = [];
  readonly #sums = new Map<string, { hits: number; of: number }>();

  add(measure: string, hits: number | boolean, of = 1): void {
    const sum = this.#sums.get(measure) ?? { hits: 0, of: 0 };
    this.#sums.set(measure, { hits: sum.hits + Number(hits), of: sum.of + of });
  }

  keep(one: Case): void {
    this.cases.push(one);
  }

  figures(): Record<string, Figure> {
    return Object.fromEntries(
      Array.from(this.#sums, ([measure, { hits, of }]) => [
        measure,
        { hits, of, share: of === 0 ? 0 : Math.round((hits / of) * 1000) / 1000 },
      ]),
    );
  }
}

/** Words to insert, leave out or exchange to make `heard` of `said`, and the number of words that were said. */
export function wordErrors(said: string, heard: string): { readonly errors: number; readonly words: number } {
  const a = said.split(" ");
  const b = heard
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  let row = [0, ...b.map((_, i) => i + 1)];
  for (const [i, word] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      const above = row[j + 1] ?? 0;
      const left = next[j] ?? 0;
      next.push(Math.min(above + 1, left + 1, (row[j] ?? 0) + (word === other ? 0 : 1)));
    }
    row = next;
  }
  return { errors: row.at(-1) ?? 0, words: a.length };
}

/** How many of `wanted` are in `got`, each counted once. */
export function commonCount(wanted: readonly string[], got: readonly string[]): number {
  const rest = [...wanted];
  return got.filter((text) => {
    const at = rest.indexOf(text);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  }).length;
}
