import { likeness, soundOf, wordsOf } from "./nearness";

export interface RankedName<Named> {
  readonly item: Named;
  /** From 0 to 1; 1 is the same letters. */
  readonly score: number;
}

/** Below this a name has nothing to do with what was said. */
const minScore = 0.5;
/** From here on a name is meant, if no other is as near. */
const sureScore = 0.72;
const sureLead = 0.08;

const signs: readonly (readonly [RegExp, string])[] = [
  [/ *\b(?:dot|point|period)\b */gi, "."],
  [/ *\b(?:dash|hyphen|minus)\b */gi, "-"],
  [/ *\bunderscore\b */gi, "_"],
  [/ *\bslash\b */gi, "/"],
];

/** Real names by how near they are to one that was said; each item may go by several names (with and without folder). */
export function nearestNames<Named>(
  spoken: string,
  items: readonly Named[],
  namesOf: (item: Named) => readonly string[],
): readonly RankedName<Named>[] {
  const said = signs.reduce((text, [pattern, sign]) => text.replace(pattern, sign), spoken);
  const saidWords = wordsOf(said);
  if (saidWords.length === 0) return [];
  return items
    .map((item) => ({ item, score: Math.max(0, ...namesOf(item).map((name) => nearness(saidWords, name))) }))
    .filter(({ score }) => score >= minScore)
    .toSorted((a, b) => b.score - a.score);
}

/** The one name that is meant, if it is beyond doubt. */
export function onlyNearest<Named>(ranked: readonly RankedName<Named>[]): Named | undefined {
  const [first, second] = ranked;
  if (!first || first.score < sureScore) return undefined;
  const lead = first.score - (second?.score ?? 0);
  return lead >= sureLead || (first.score === 1 && (second?.score ?? 0) < 1) ? first.item : undefined;
}

function nearness(saidWords: readonly string[], name: string): number {
  const nameWords = wordsOf(name);
  const said = saidWords.join("");
  const letters = nameWords.join("");
  if (said === letters) return 1;
  const sounds = likeness(saidWords.map(soundOf).join(""), nameWords.map(soundOf).join(""));
  return Math.max(likeness(said, letters), 0.9 * sounds, partOf(saidWords, nameWords));
}

/** Some words of a longer name: "task list" for `renderTaskListRow`. */
function partOf(saidWords: readonly string[], nameWords: readonly string[]): number {
  const known = new Set(nameWords);
  if (!saidWords.every((word) => known.has(word))) return 0;
  return 0.7 + 0.25 * (saidWords.join("").length / Math.max(1, nameWords.join("").length));
}
