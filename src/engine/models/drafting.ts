/** A drafter costs memory, and heat: it must win by more than two measurements of the same thing differ. */
const leastGain = 1.15;

/** Whether a drafter is kept, from the tokens a second without and with it on this machine. */
export function isWorthDrafting(plain: number | undefined, drafted: number | undefined): boolean {
  return plain !== undefined && drafted !== undefined && drafted >= plain * leastGain;
}
