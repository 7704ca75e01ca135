import { diffArrays } from "diff";

/** A run of lines that both texts have, or that only one has. */
export interface LineRun {
  readonly kind: "same" | "added" | "removed";
  readonly count: number;
}

/** The work grows with the square of the changes: with more than this, everything counts as changed. */
const maxEdits = 2_000;

/** How the lines of one text become those of another. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly LineRun[] {
  const runs = diffArrays([...before], [...after], { maxEditLength: maxEdits });
  if (!runs) {
    return [
      { kind: "removed", count: before.length },
      { kind: "added", count: after.length },
    ];
  }
  return runs.map(({ value, added, removed }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    count: value.length,
  }));
}
