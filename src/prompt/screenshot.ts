/** The ready-made question about one picture. */
const explainInstruction = "Explain this screenshot.";

/** The ready-made question about two pictures, the older one first. */
const compareInstruction =
  "Compare these two screenshots. The first one is before, the second one is after. List what has changed.";

/** The ready-made question about as many pictures; about more than two there is none. */
export function screenshotInstruction(pictureCount: number): string | undefined {
  if (pictureCount === 1) return explainInstruction;
  if (pictureCount === 2) return compareInstruction;
  return undefined;
}
