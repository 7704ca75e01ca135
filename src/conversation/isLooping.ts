/** Shortest run that counts as a loop; tables and rulers repeat too, but not for this long. */
const minRunLength = 240;
const minRepeats = 6;

/** True if a text ends by saying the same thing again and again: a model that does this never stops by itself. */
export function isLooping(text: string): boolean {
  const tail = text.slice(-minRunLength);
  if (tail.length < minRunLength) return false;
  for (let period = 1; period * minRepeats <= minRunLength; period += 1) {
    if (tail.slice(period) === tail.slice(0, -period)) return /\S/.test(tail);
  }
  return false;
}
