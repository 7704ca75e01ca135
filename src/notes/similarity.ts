/** Text without its whitespace: what formatting cannot change. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, "");
}

/** How alike two texts are, by the pairs of characters they share (Dice): 0 to 1. */
export function similarity(left: string, right: string): number {
  if (left === right) return 1;
  const pairs = left.length + right.length - 2;
  if (left.length < 2 || right.length < 2) return 0;
  const counts = new Map<string, number>();
  for (let at = 0; at < left.length - 1; at += 1) {
    const pair = left.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let at = 0; at < right.length - 1; at += 1) {
    const pair = right.slice(at, at + 2);
    const count = counts.get(pair) ?? 0;
    if (count === 0) continue;
    counts.set(pair, count - 1);
    shared += 1;
  }
  return (2 * shared) / pairs;
}

/** The highest similarity that texts of these lengths can have; spares comparing most lines. */
export function mostSimilar(leftLength: number, rightLength: number): number {
  if (leftLength < 2 || rightLength < 2) return 0;
  return (2 * (Math.min(leftLength, rightLength) - 1)) / (leftLength + rightLength - 2);
}
