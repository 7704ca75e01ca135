/** How many reserved tokens in a row no model says on purpose. */
const minRun = 6;

const reserved = new RegExp(`(?:<unused\\d+>\\s*){${String(minRun)},}$`);

/**
 * True if a text ends in reserved tokens: what comes out where the projector file of a picture does not belong to the
 * model, or the engine is too old for it.
 */
export function isGarbled(text: string): boolean {
  return reserved.test(text.slice(-minRun * 16));
}
